using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>−x.</summary>
internal readonly struct NegateFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => -x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512.Create(-1f);
}

/// <summary>|x|.</summary>
internal readonly struct AbsFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Abs(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => SignFunction.Of(point);
}

/// <summary>−1, 0 or 1.</summary>
internal readonly struct SignFunction : IParametricFunction
{
    /// <summary>The sign; NaN has none, and stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> one = Vector512.CopySign(Vector512<float>.One, x);
        Vector512<float> isNumber = Vector512.GreaterThan(Vector512.Abs(x), Vector512<float>.Zero);
        return Vector512.ConditionalSelect(isNumber, one, x);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Of(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.Zero;
}

/// <summary>The greatest whole number that is not above x.</summary>
internal readonly struct FloorFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Floor(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.Zero;
}

/// <summary>The least whole number that is not below x.</summary>
internal readonly struct CeilingFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Ceiling(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.Zero;
}

/// <summary>The nearest whole number, the even one of two.</summary>
internal readonly struct RoundFunction : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Round(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512<float>.Zero;
}

/// <summary>min(max(x, lower), upper); at a bound, the derivative is 1, as that of PyTorch's <c>clamp</c>.</summary>
/// <param name="lower">The least value.</param>
/// <param name="upper">The greatest value, which wins where it is below the other.</param>
internal readonly struct ClipFunction(float lower, float upper) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.Min(Vector512.Max(x, Vector512.Create(lower)), Vector512.Create(upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThanOrEqual(point, Vector512.Create(lower))
        & Vector512.LessThanOrEqual(point, Vector512.Create(upper))
        & Vector512<float>.One;
}

/// <summary>min(max(steepness·x + middle, 0), 1).</summary>
/// <param name="steepness">The gradient between the corners.</param>
/// <param name="middle">The value at 0.</param>
internal readonly struct SlantedHardsigmoidFunction(float steepness, float middle) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) =>
        Vector512.Min(Vector512.Max(Slant(x), Vector512<float>.Zero), Vector512<float>.One);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThan(Slant(point), Vector512<float>.Zero)
        & Vector512.LessThan(Slant(point), Vector512<float>.One)
        & Vector512.Create(steepness);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Slant(Vector512<float> x) => (x * steepness) + Vector512.Create(middle);
}

/// <summary>x where it exceeds a threshold, 0 elsewhere.</summary>
/// <param name="threshold">The threshold.</param>
internal readonly struct ThresholdedReluFunction(float threshold) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => Vector512.GreaterThan(x, Vector512.Create(threshold)) & x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThan(point, Vector512.Create(threshold)) & Vector512<float>.One;
}

/// <summary>x moved by a bias towards 0 where |x| exceeds a threshold, 0 elsewhere.</summary>
/// <param name="threshold">The threshold, not negative.</param>
/// <param name="bias">The bias: 0 for hard, the threshold itself for soft shrinkage.</param>
internal readonly struct ShrinkFunction(float threshold, float bias) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) =>
        Vector512.GreaterThan(Vector512.Abs(x), Vector512.Create(threshold)) & (x - Vector512.CopySign(Vector512.Create(bias), x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) =>
        Vector512.GreaterThan(Vector512.Abs(point), Vector512.Create(threshold)) & Vector512<float>.One;
}
