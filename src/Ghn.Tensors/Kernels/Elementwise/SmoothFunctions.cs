using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>1 / (1 + e⁻ˣ).</summary>
public readonly struct SigmoidFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exponential.Of(-x));

    /// <inheritdoc/>
    public static Vector512<float> Derivative(Vector512<float> point) => point * (Vector512<float>.One - point);
}

/// <summary>The hyperbolic tangent, 2σ(2x) − 1.</summary>
public readonly struct TanhFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => (SigmoidFunction.Value(x + x) * 2) - Vector512<float>.One;

    /// <inheritdoc/>
    public static Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.One - (point * point);
}

/// <summary>x·σ(x).</summary>
public readonly struct SiluFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => x / (Vector512<float>.One + Exponential.Of(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> sigmoid = SigmoidFunction.Value(point);
        return sigmoid * (Vector512<float>.One + (point * (Vector512<float>.One - sigmoid)));
    }
}

/// <summary>x·Φ(x), with the exact normal distribution function.</summary>
public readonly struct GeluFunction : IElementwiseFunction
{
    /// <summary>1 / √(2π): the density at 0.</summary>
    private const float Peak = 0.39894228f;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => Activations.Gelu(x);

    /// <summary>Φ(x) + x·φ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> tail = Activations.NormalTail(Vector512.Min(Vector512.Abs(point), Vector512.Create(Activations.Tail)));
        Vector512<float> distribution = Vector512.ConditionalSelect(
            Vector512.LessThan(point, Vector512<float>.Zero), tail, Vector512<float>.One - tail);
        return distribution + (point * Peak * Exponential.Of(point * point * -0.5f));
    }
}

/// <summary>x·(1 + tanh u) / 2 with u = √(2/π)·(x + 0.044715·x³): x·σ(2u).</summary>
public readonly struct GeluByTanhFunction : IElementwiseFunction
{
    /// <summary>2·√(2/π).</summary>
    private const float Steepness = 1.59576912f;
    private const float Cubic = 0.044715f;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) => x * Share(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> share = Share(point);
        Vector512<float> steepening = (Vector512<float>.One + (point * point * (3 * Cubic))) * Steepness;
        return share * (Vector512<float>.One + (point * steepening * (Vector512<float>.One - share)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Share(Vector512<float> x) =>
        SigmoidFunction.Value(x * (Vector512<float>.One + (x * x * Cubic)) * Steepness);
}

/// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e⁻ᵗ) with t = |x|.</summary>
public readonly struct SoftplusFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <summary>
    /// ln(1 + u) = 2·artanh(s) = 2·(s + s³/3 + s⁵/5 + …) with s = u / (2 + u), at most ⅓: eight terms are exact to a relative 2·10⁻⁹,
    /// however small u is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x)
    {
        Vector512<float> u = Exponential.Of(-Vector512.Abs(x));
        Vector512<float> s = u / (u + Vector512.Create(2f));
        Vector512<float> square = s * s;
        Vector512<float> series = Vector512.Create(1f / 15);
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 13));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 11));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 9));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 7));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 5));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512.Create(1f / 3));
        series = Vector512.MultiplyAddEstimate(series, square, Vector512<float>.One);
        return Vector512.Max(x, Vector512<float>.Zero) + (2 * s * series);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point) => SigmoidFunction.Value(point);
}

/// <summary>
/// x·tanh(ln(1 + eˣ)) (Misra, 2019). With u = eˣ and n = u·(u + 2), the hyperbolic tangent is n / (n + 2): no logarithm is needed, and
/// nothing cancels.
/// </summary>
public readonly struct MishFunction : IElementwiseFunction
{
    /// <summary>Beyond this, the hyperbolic tangent is 1 in float32, while n still grows.</summary>
    private const float Flat = 20;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x)
    {
        Vector512<float> u = Exponential.Of(Vector512.Min(x, Vector512.Create(Flat)));
        Vector512<float> n = u * (u + Vector512.Create(2f));
        return x * n / (n + Vector512.Create(2f));
    }

    /// <summary>n / (n + 2) + x·2n′ / (n + 2)² with n′ = 2u·(u + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> u = Exponential.Of(Vector512.Min(point, Vector512.Create(Flat)));
        Vector512<float> n = u * (u + Vector512.Create(2f));
        Vector512<float> inverse = Vector512<float>.One / (n + Vector512.Create(2f));
        return inverse * (n + (point * 4 * u * (u + Vector512<float>.One) * inverse));
    }
}
