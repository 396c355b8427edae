using Ghn.Tensors;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>A node of a computational graph.</summary>
/// <param name="Index">The position in the graph's topological order.</param>
/// <param name="Primitive">The operation.</param>
/// <param name="Name">The name of the parameter that the node stands for, or else of the layer.</param>
/// <param name="Shape">The shape of that parameter; [1, 1, height, width] for a pooling window; null where there is none.</param>
/// <param name="Parameter">The full state-dict name of the parameter that the node stands for; null for an operation without one.</param>
/// <param name="ShiftParameter">For a normalisation, the state-dict name of its bias, which has no node of its own.</param>
public sealed record GraphNode(
    int Index, Primitive Primitive, string Name, Shape? Shape, string? Parameter = null, string? ShiftParameter = null);
