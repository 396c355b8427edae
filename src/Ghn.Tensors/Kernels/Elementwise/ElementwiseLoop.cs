using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Applies functions to every element of a tensor, spread over the threads.</summary>
internal static unsafe class ElementwiseLoop
{
    /// <summary>y = f(x).</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    public static void Apply<TFunction>(Tensor x, Tensor y)
        where TFunction : struct, IElementwiseFunction => Apply(default(Fixed<TFunction>), x, y);

    /// <summary>y = f(x).</summary>
    public static void Apply<TFunction>(TFunction f, Tensor x, Tensor y)
        where TFunction : struct, IParametricFunction
    {
        float* source = (float*)x.Data;
        float* target = (float*)y.Data;
        ParallelRange.For(x.ElementCount, (start, length) => Apply(f, source + start, target + start, length));
    }

    /// <summary>The gradient of f's argument: the derivative at each point times the gradient of f's value.</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    public static void Backward<TFunction>(Tensor point, Tensor gradient, Tensor result)
        where TFunction : struct, IElementwiseFunction => Backward(default(Fixed<TFunction>), point, gradient, result);

    /// <summary>The gradient of f's argument: the derivative at each point times the gradient of f's value.</summary>
    public static void Backward<TFunction>(TFunction f, Tensor point, Tensor gradient, Tensor result)
        where TFunction : struct, IParametricFunction
    {
        float* at = (float*)point.Data;
        float* upstream = (float*)gradient.Data;
        float* target = (float*)result.Data;
        ParallelRange.For(
            point.ElementCount, (start, length) => Backward(f, at + start, upstream + start, target + start, length));
    }

    /// <summary>y = f(x) for elements in a row, on this thread.</summary>
    /// <typeparam name="TFunction">f.</typeparam>
    public static void Apply<TFunction>(float* x, float* y, int count)
        where TFunction : struct, IElementwiseFunction => Apply(default(Fixed<TFunction>), x, y, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFunction>(TFunction f, float* x, float* y, int count)
        where TFunction : struct, IParametricFunction
    {
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            f.Value(Vector512.Load(x + i)).Store(y + i);
        }

        float* rest = stackalloc float[Vector512<float>.Count];
        Copy(x + i, rest, count - i);
        f.Value(Vector512.Load(rest)).Store(rest);
        Copy(rest, y + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TFunction>(TFunction f, float* point, float* gradient, float* result, int count)
        where TFunction : struct, IParametricFunction
    {
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            (f.Derivative(Vector512.Load(point + i)) * Vector512.Load(gradient + i)).Store(result + i);
        }

        float* rest = stackalloc float[Vector512<float>.Count];
        Copy(point + i, rest, count - i);
        f.Derivative(Vector512.Load(rest)).Store(rest);
        for (int j = 0; i < count; i++, j++)
        {
            result[i] = rest[j] * gradient[i];
        }
    }

    private static void Copy(float* source, float* target, int count) =>
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));

    /// <summary>A function without parameters as one that might have some.</summary>
    private readonly struct Fixed<TFunction> : IParametricFunction
        where TFunction : struct, IElementwiseFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Value(Vector512<float> x) => TFunction.Value(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Derivative(Vector512<float> point) => TFunction.Derivative(point);
    }
}
