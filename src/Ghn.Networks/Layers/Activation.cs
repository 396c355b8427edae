using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>An elementwise function.</summary>
/// <param name="Function">Which.</param>
public sealed record Activation(ActivationFunction Function) : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => SignalShapes.Single(inputs, this);
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
