using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>
/// One operation of a network, as data: its hyper-parameters, but neither its name nor its weights.
/// Shapes of signals are those of one sample, without the batch dimension.
/// </summary>
public abstract record Layer
{
    /// <summary>The state that the layer owns, in PyTorch's order, with names relative to the layer.</summary>
    public virtual IReadOnlyList<LayerState> State => [];

    /// <summary>The shape of the output for inputs of the given shapes.</summary>
    /// <exception cref="ArgumentException">The layer does not take such inputs.</exception>
    public abstract Shape OutputShape(IReadOnlyList<Shape> inputs);
}

/// <summary>An entry of a layer's state.</summary>
/// <param name="Name">The name relative to the layer: <c>weight</c>; empty when the entry bears the layer's own name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Initializer">PyTorch's default initialisation of it.</param>
/// <param name="Kind">Whether it is learnt.</param>
public sealed record LayerState(string Name, Shape Shape, Initializer Initializer, StateKind Kind = StateKind.Parameter);
