using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
public sealed record Activation(ActivationFunction Function) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
}

/// <summary>max(x, 0) + a·min(x, 0), with a learnt slope a for each channel of feature maps, or one for all (He et al., 2015).</summary>
/// <param name="Slopes">The number of slopes: that of channels, or 1.</param>
public sealed record PRelu(int Slopes) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State => [new("weight", [Slopes], Initializer.Constant(0.25))];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int channels, _, _) = SignalShapes.Image(inputs, this);
        SignalShapes.Require(Slopes == 1 || Slopes == channels, this, $"has {Slopes} slopes, but is given {channels} channels");
        return inputs[0];
    }
}

/// <summary>The elementwise functions that networks use.</summary>
public enum ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x·Φ(x), with the exact normal distribution function.</summary>
    Gelu,

    /// <summary>x·σ(x), also called swish.</summary>
    Silu,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    Hardsigmoid,

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    Hardswish,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2, which is near <see cref="Gelu"/>.</summary>
    GeluByTanh,

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    Mish,

    /// <summary>ln(1 + eˣ).</summary>
    Softplus,
}
