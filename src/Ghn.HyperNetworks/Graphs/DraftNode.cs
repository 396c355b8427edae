using Ghn.Tensors;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>A node of a graph that has not been put in order yet, with its predecessors by their place in the draft.</summary>
internal sealed record DraftNode(Primitive Primitive, string Name, Shape? Shape, string? Parameter, IReadOnlyList<int> Predecessors)
{
    /// <summary>The bias of a normalisation.</summary>
    public string? ShiftParameter { get; init; }

    /// <summary>Whether nothing flows in: the predecessors then only tell after which nodes this one is listed.</summary>
    public bool IsRoot { get; init; }
}
