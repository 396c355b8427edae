using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Layers;

/// <summary>A function of each element that has parameters of its own, or that is no usual activation.</summary>
/// <param name="Function">Which.</param>
/// <param name="Alpha">Its first parameter, if it has one.</param>
/// <param name="Beta">Its second.</param>
public sealed record Pointwise(PointwiseFunction Function, double Alpha = 0, double Beta = 0) : Layer
{
    /// <summary>min(max(x, minimum), maximum).</summary>
    /// <param name="minimum">The least value; −∞ for none.</param>
    /// <param name="maximum">The greatest value, which wins where it is below the other; ∞ for none.</param>
    public static Pointwise Clip(double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity) =>
        new(PointwiseFunction.Clip, minimum, maximum);

    /// <summary>min(max(alpha·x + beta, 0), 1).</summary>
    /// <param name="alpha">The slope between the corners.</param>
    /// <param name="beta">The value at 0.</param>
    public static Pointwise Hardsigmoid(double alpha, double beta) => new(PointwiseFunction.Hardsigmoid, alpha, beta);

    /// <summary>x·σ(alpha·x).</summary>
    /// <param name="alpha">What the argument of the gate is multiplied by.</param>
    public static Pointwise Swish(double alpha) => new(PointwiseFunction.Swish, alpha);

    /// <summary>x to a constant power.</summary>
    /// <param name="exponent">The power.</param>
    public static Pointwise Power(double exponent) => new(PointwiseFunction.Power, exponent);

    /// <summary>x moved by a bias towards 0 where |x| exceeds a threshold, 0 elsewhere.</summary>
    /// <param name="threshold">The threshold, not negative.</param>
    /// <param name="bias">The bias: 0 for hard, the threshold itself for soft shrinkage.</param>
    public static Pointwise Shrink(double threshold, double bias) => new(PointwiseFunction.Shrink, threshold, bias);

    /// <summary>x where it exceeds a threshold, 0 elsewhere.</summary>
    /// <param name="threshold">The threshold.</param>
    public static Pointwise ThresholdedRelu(double threshold) => new(PointwiseFunction.ThresholdedRelu, threshold);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool fits = Function != PointwiseFunction.Shrink || Alpha >= 0;
        SignalShapes.Require(fits, this, $"has a threshold of {Alpha}, which must not be negative");
        return SignalShapes.Single(inputs, this);
    }
}
