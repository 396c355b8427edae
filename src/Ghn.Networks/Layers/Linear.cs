using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>An affine map of the last dimension.</summary>
/// <param name="InFeatures">The size of the last dimension of the input.</param>
/// <param name="OutFeatures">The size of the last dimension of the output.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Linear(int InFeatures, int OutFeatures, bool Bias) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State
    {
        get
        {
            var weight = new LayerState("weight", [OutFeatures, InFeatures], Initializer.KaimingUniform());
            return Bias ? [weight, new LayerState("bias", [OutFeatures], Initializer.Uniform(1 / Math.Sqrt(InFeatures)))] : [weight];
        }
    }

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape input = SignalShapes.Single(inputs, this);
        SignalShapes.Require(input.Rank > 0 && input[^1] == InFeatures, this, $"has {InFeatures} input features, but is given {input}");
        return [.. input.Dimensions[..^1], OutFeatures];
    }
}
