using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>Activation functions, in place.</summary>
public static unsafe class Activations
{
    /// <summary>Beyond this, the normal distribution's tail is nothing in float32, while the polynomial still grows.</summary>
    internal const float Tail = 20;

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    public static void Relu(Span<float> values) => Apply<ReluFunction>(values);

    /// <summary>x·Φ(x) with the exact normal distribution function, to within 2·10⁻⁷ and the rounding of the result.</summary>
    public static void Gelu(Span<float> values) => Apply<GeluFunction>(values);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static void Sigmoid(Span<float> values) => Apply<SigmoidFunction>(values);

    /// <summary>The hyperbolic tangent.</summary>
    public static void Tanh(Span<float> values) => TensorPrimitives.Tanh(values, values);

    /// <summary>
    /// x·Φ(x) = max(x, 0) − t·Φ(−t) with t = |x|: the subtrahend is a small bump, so its absolute error is small wherever it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Gelu(Vector512<float> x)
    {
        Vector512<float> t = Vector512.Min(Vector512.Abs(x), Vector512.Create(Tail));
        return Vector512.Max(x, Vector512<float>.Zero) - (t * NormalTail(t));
    }

    /// <summary>
    /// Φ(−t) for t from 0 to <see cref="Tail"/>: half the eighth power of the reciprocal of a polynomial, fitted for the least
    /// error of t·Φ(−t).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> NormalTail(Vector512<float> t)
    {
        Vector512<float> root = Vector512.Create(3.88858496e-07f);
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(-2.72164971e-06f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(1.70675048e-05f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(-1.03347666e-05f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.000310770818f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.000764209311f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.00872503594f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.0447463691f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.0997380316f));
        root = Vector512.MultiplyAddEstimate(root, t, Vector512.Create(0.999999881f));
        Vector512<float> square = root * root;
        Vector512<float> fourth = square * square;
        return Vector512.Create(0.5f) / (fourth * fourth);
    }

    private static void Apply<TFunction>(Span<float> values)
        where TFunction : struct, IElementwiseFunction
    {
        fixed (float* start = values)
        {
            ElementwiseLoop.Apply<TFunction>(start, start, values.Length);
        }
    }
}
