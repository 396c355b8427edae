using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Elementwise;

/// <summary>x where it is positive, leak·x elsewhere; the derivative is found at the value, which has the sign of x.</summary>
/// <param name="leak">The slope of the negative side, not negative itself.</param>
internal readonly struct LeakyReluFunction(float leak) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => x * Derivative(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(point, Vector512<float>.Zero), Vector512<float>.One, Vector512.Create(leak));
}

/// <summary>scale·x where x is positive, scale·alpha·(e^(steepness·x) − 1) elsewhere; the derivative is found at the value.</summary>
/// <param name="alpha">How far below zero the negative side goes, before it is scaled; positive.</param>
/// <param name="scale">The factor of both sides; positive.</param>
/// <param name="steepness">What the exponent is multiplied by; positive.</param>
internal readonly struct EluFunction(float alpha, float scale, float steepness) : IParametricFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Value(Vector512<float> x) => scale * Vector512.ConditionalSelect(
        Vector512.GreaterThan(x, Vector512<float>.Zero), x, (Exponential.Of(x * steepness) - Vector512<float>.One) * alpha);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Derivative(Vector512<float> point) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(point, Vector512<float>.Zero),
        Vector512.Create(scale),
        (point + Vector512.Create(scale * alpha)) * steepness);
}
