using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Functions of two numbers, element by element of tensors of one shape, and their derivatives.</summary>
internal static unsafe class Arithmetic
{
    /// <summary>y = f(a, b).</summary>
    public static void Apply(ArithmeticFunction function, Tensor first, Tensor second, Tensor result)
    {
        float* a = (float*)first.Data;
        float* b = (float*)second.Data;
        float* y = (float*)result.Data;
        ParallelRange.For(result.ElementCount, (start, length) => Apply(
            function, new ReadOnlySpan<float>(a + start, length), new ReadOnlySpan<float>(b + start, length),
            new Span<float>(y + start, length)));
    }

    /// <summary>The gradient of one argument, given that of the value; equal numbers share that of their maximum or minimum.</summary>
    /// <param name="function">The function.</param>
    /// <param name="own">The argument.</param>
    /// <param name="other">The other argument.</param>
    /// <param name="isFirst">Whether it is the first one.</param>
    /// <param name="gradient">The gradient of the value.</param>
    /// <param name="result">Where the argument's goes.</param>
    public static void Backward(
        ArithmeticFunction function, Tensor own, Tensor other, bool isFirst, Tensor gradient, Tensor result)
    {
        float* x = (float*)own.Data;
        float* partner = (float*)other.Data;
        float* upstream = (float*)gradient.Data;
        float* target = (float*)result.Data;
        ParallelRange.For(result.ElementCount, (start, length) =>
        {
            var g = new ReadOnlySpan<float>(upstream + start, length);
            var y = new Span<float>(target + start, length);
            var z = new ReadOnlySpan<float>(partner + start, length);
            switch (function)
            {
                case ArithmeticFunction.Multiply:
                    TensorPrimitives.Multiply(g, z, y);
                    break;
                case ArithmeticFunction.Divide when isFirst:
                    TensorPrimitives.Divide(g, z, y);
                    break;
                case ArithmeticFunction.Divide:
                    DivisorGradient(x + start, partner + start, upstream + start, target + start, length);
                    break;
                case ArithmeticFunction.Maximum:
                    Share(x + start, partner + start, upstream + start, target + start, length, sign: 1);
                    break;
                case ArithmeticFunction.Minimum:
                    Share(x + start, partner + start, upstream + start, target + start, length, sign: -1);
                    break;
                default:
                    TensorPrimitives.Multiply(g, function == ArithmeticFunction.Subtract && !isFirst ? -1 : 1, y);
                    break;
            }
        });
    }

    private static void Apply(ArithmeticFunction function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        switch (function)
        {
            case ArithmeticFunction.Add:
                TensorPrimitives.Add(a, b, y);
                break;
            case ArithmeticFunction.Subtract:
                TensorPrimitives.Subtract(a, b, y);
                break;
            case ArithmeticFunction.Multiply:
                TensorPrimitives.Multiply(a, b, y);
                break;
            case ArithmeticFunction.Divide:
                TensorPrimitives.Divide(a, b, y);
                break;
            case ArithmeticFunction.Maximum:
                TensorPrimitives.Max(a, b, y);
                break;
            case ArithmeticFunction.Minimum:
                TensorPrimitives.Min(a, b, y);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(function), function, "There is no such function.");
        }
    }

    /// <summary>The gradient of a divisor: −gradient·dividend / divisor².</summary>
    private static void DivisorGradient(float* divisor, float* dividend, float* gradient, float* result, int length)
    {
        for (int i = 0; i < length; i++)
        {
            result[i] = -gradient[i] * (dividend[i] / divisor[i]) / divisor[i];
        }
    }

    private static void Share(float* own, float* other, float* gradient, float* result, int length, int sign)
    {
        for (int i = 0; i < length; i++)
        {
            float lead = (own[i] - other[i]) * sign;
            result[i] = own[i] == other[i] ? gradient[i] / 2 : lead > 0 ? gradient[i] : 0;
        }
    }
}
