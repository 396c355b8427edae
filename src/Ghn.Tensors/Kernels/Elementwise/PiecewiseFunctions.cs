using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>x itself.</summary>
public readonly struct IdentityFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => true;

    /// <inheritdoc/>
    public static Vector512<float> Value(Vector512<float> x) => x;

    /// <inheritdoc/>
    public static Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.One;
}

/// <summary>max(x, 0).</summary>
public readonly struct ReluFunction : IElementwiseFunction
{
    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => true;

    /// <inheritdoc/>
    public static Vector512<float> Value(Vector512<float> x) => Vector512.Max(x, Vector512<float>.Zero);

    /// <inheritdoc/>
    public static Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThan(point, Vector512<float>.Zero) & Vector512<float>.One;
}

/// <summary>min(max(x, 0), 6).</summary>
public readonly struct Relu6Function : IElementwiseFunction
{
    private const float Ceiling = 6;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => true;

    /// <inheritdoc/>
    public static Vector512<float> Value(Vector512<float> x) =>
        Vector512.Min(Vector512.Max(x, Vector512<float>.Zero), Vector512.Create(Ceiling));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThan(point, Vector512<float>.Zero)
        & Vector512.LessThan(point, Vector512.Create(Ceiling))
        & Vector512<float>.One;
}

/// <summary>min(max(x + 3, 0), 6) / 6.</summary>
public readonly struct HardsigmoidFunction : IElementwiseFunction
{
    private const float Half = 3;
    private const float Ceiling = 6;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x) =>
        Vector512.Min(Vector512.Max(x + Vector512.Create(Half), Vector512<float>.Zero), Vector512.Create(Ceiling)) * (1 / Ceiling);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.LessThan(Vector512.Abs(point), Vector512.Create(Half)) & Vector512.Create(1 / Ceiling);
}

/// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
public readonly struct HardswishFunction : IElementwiseFunction
{
    private const float Half = 3;

    /// <inheritdoc/>
    public static bool IsDerivativeFromOutput => false;

    /// <inheritdoc/>
    public static Vector512<float> Value(Vector512<float> x) => x * HardsigmoidFunction.Value(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Derivative(Vector512<float> point)
    {
        Vector512<float> middle = (point * (1 / Half)) + Vector512.Create(0.5f);
        Vector512<float> left = Vector512.ConditionalSelect(
            Vector512.LessThan(point, Vector512.Create(-Half)), Vector512<float>.Zero, middle);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(point, Vector512.Create(Half)), Vector512<float>.One, left);
    }
}
