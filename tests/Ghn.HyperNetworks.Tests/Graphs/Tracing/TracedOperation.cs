using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>A record of PyTorch's backward graph: an operation, called as its class, or a parameter, called by its name.</summary>
/// <param name="name">The name.</param>
/// <param name="primitive">What it can be a node of; null if it never is one.</param>
/// <param name="next">Where the gradient goes next, in PyTorch's order.</param>
internal sealed class TracedOperation(string name, Primitive? primitive, params IReadOnlyList<TracedOperation> next)
{
    public string Name { get; } = name;

    public Primitive? Primitive { get; } = primitive;

    public IReadOnlyList<TracedOperation> Next { get; } = next;

    /// <summary>Whether this is a parameter.</summary>
    public bool IsParameter { get; private init; }

    /// <summary>Whether this belongs to the classifier.</summary>
    public bool IsInHead { get; init; }

    public static TracedOperation Parameter(string name, Primitive? primitive) => new(name, primitive) { IsParameter = true };
}
