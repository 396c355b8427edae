using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Layers;

/// <summary>The elementwise functions that networks use, each with the kernel that computes it: a new one is a row here.</summary>
public enum ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    [Kernel<ReluFunction>]
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    [Kernel<Relu6Function>]
    Relu6,

    /// <summary>x·Φ(x), with the exact normal distribution function.</summary>
    [Kernel<GeluFunction>]
    Gelu,

    /// <summary>x·σ(x), also called swish.</summary>
    [Kernel<SiluFunction>]
    Silu,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [Kernel<SigmoidFunction>]
    Sigmoid,

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    [Kernel<HardsigmoidFunction>]
    Hardsigmoid,

    /// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
    [Kernel<HardswishFunction>]
    Hardswish,

    /// <summary>The hyperbolic tangent.</summary>
    [Kernel<TanhFunction>]
    Tanh,

    /// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2, which is near <see cref="Gelu"/>.</summary>
    [Kernel<GeluByTanhFunction>]
    GeluByTanh,

    /// <summary>x·tanh(ln(1 + eˣ)).</summary>
    [Kernel<MishFunction>]
    Mish,

    /// <summary>ln(1 + eˣ).</summary>
    [Kernel<SoftplusFunction>]
    Softplus,
}
