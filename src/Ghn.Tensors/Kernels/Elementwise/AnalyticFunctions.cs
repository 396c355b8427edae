using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>x / (1 + |x|).</summary>
internal readonly struct SoftsignFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => x / (Vector512<float>.One + Vector512.Abs(x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> inverse = Vector512<float>.One / (Vector512<float>.One + Vector512.Abs(point));
        return inverse * inverse;
    }
}

/// <summary>x·σ(steepness·x).</summary>
/// <param name="steepness">What the argument of the gate is multiplied by.</param>
internal readonly struct SwishFunction(float steepness) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => x / (Vector512<float>.One + Exponential.Of(x * -steepness));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> gate = SigmoidFunction.Value(point * steepness);
        return gate * (Vector512<float>.One + (point * steepness * (Vector512<float>.One - gate)));
    }
}

/// <summary>eˣ.</summary>
internal readonly struct ExpFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Exponential.Of(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Exponential.Of(point);
}

/// <summary>ln x.</summary>
internal readonly struct LogFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Log(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.One / point;
}

/// <summary>x to a constant power. The common ones need no logarithm.</summary>
/// <param name="exponent">The power.</param>
internal readonly struct PowerFunction(float exponent) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Raise(x, exponent);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) =>
        exponent == 0 ? Vector512<float>.Zero : exponent * Raise(point, exponent - 1);

    private static Vector512<float> Raise(Vector512<float> x, float exponent) => exponent switch
    {
        -2 => Vector512<float>.One / (x * x),
        -1.5f => Vector512<float>.One / (x * Vector512.Sqrt(x)),
        -1 => Vector512<float>.One / x,
        -0.5f => Vector512<float>.One / Vector512.Sqrt(x),
        0 => Vector512<float>.One,
        0.5f => Vector512.Sqrt(x),
        1 => x,
        2 => x * x,
        3 => x * x * x,
        _ => RaiseEach(x, exponent),
    };

    private static Vector512<float> RaiseEach(Vector512<float> x, float exponent)
    {
        Span<float> elements = stackalloc float[Vector512<float>.Count];
        x.CopyTo(elements);
        foreach (ref float element in elements)
        {
            element = MathF.Pow(element, exponent);
        }

        return Vector512.Create<float>(elements);
    }
}

/// <summary>The error function, 1 − 2Φ(−√2·x); near 0, where that would cancel, its series.</summary>
internal readonly struct ErfFunction : IParametricFunction
{
    /// <summary>2 / √π.</summary>
    private const float Peak = 1.12837917f;
    private const float SquareRootOfTwo = 1.41421356f;

    /// <summary>Up to here, seven terms of the series are exact to a relative 10⁻⁸.</summary>
    private const float Near = 0.5f;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x)
    {
        Vector512<float> t = Vector512.Min(Vector512.Abs(x) * SquareRootOfTwo, Vector512.Create(Activations.Tail));
        Vector512<float> far = Vector512.CopySign(Vector512<float>.One - (2 * Activations.NormalTail(t)), x);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(Near)), Series(x), far);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Peak * Exponential.Of(-point * point);

    /// <summary>2/√π·(x − x³/3 + x⁵/10 − x⁷/42 + …), whose terms are (−1)ⁿ·x²ⁿ⁺¹ / (n!·(2n + 1)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Series(Vector512<float> x)
    {
        Vector512<float> square = x * x;
        Vector512<float> sum = Vector512.Create(1f / 9360);
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512.Create(-1f / 1320));
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512.Create(1f / 216));
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512.Create(-1f / 42));
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512.Create(1f / 10));
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512.Create(-1f / 3));
        sum = Vector512.MultiplyAddEstimate(sum, square, Vector512<float>.One);
        return Peak * x * sum;
    }
}

/// <summary>The sine.</summary>
internal readonly struct SinFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Sin(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512.Cos(point);
}

/// <summary>The cosine.</summary>
internal readonly struct CosFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Cos(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => -Vector512.Sin(point);
}
