using System.Collections.ObjectModel;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>One application of a layer in a network.</summary>
/// <param name="Name">The name, unique in the network; a layer with state bears the prefix of its state-dict names.</param>
/// <param name="Layer">The operation.</param>
/// <param name="Inputs">The nodes whose outputs it takes, by index; <see cref="Network.InputNode"/> stands for the network's input.</param>
/// <param name="OutputShape">The shape of its output for one sample.</param>
public sealed record NetworkNode(string Name, Layer Layer, IReadOnlyList<int> Inputs, Shape OutputShape)
{
    /// <summary>
    /// The full state-dict names of entries that are not called after the node, by their names in the layer's state: networks from
    /// elsewhere keep the names that their weights have there.
    /// </summary>
    public IReadOnlyDictionary<string, string> StateNames { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// The networks that compute what the layer acts with from entries of its state, by their names in it: with standardised weights, what
    /// is learnt is not what acts. Each takes an entry as its one sample, gives as many elements as the layer acts with, and has no state.
    /// A layer that shares its weight with one before may take it in another arrangement, so in another shape, or take a part of it.
    /// </summary>
    public IReadOnlyDictionary<string, Network> Computations { get; init; } = ReadOnlyDictionary<string, Network>.Empty;

    /// <summary>The full state-dict name of an entry of the layer's state.</summary>
    public string StateName(string entry) => StateNames.GetValueOrDefault(entry) ?? (entry.Length == 0 ? Name : $"{Name}.{entry}");

    /// <summary>The shape of what the layer acts with for an entry of its state.</summary>
    /// <exception cref="InvalidOperationException">The layer has no such entry.</exception>
    public Shape StateShape(string entry) => Layer.State.First(state => state.Name == entry).Shape;

    /// <summary>The shape of what is learnt of an entry of the layer's state: that of the entry, unless it is computed.</summary>
    /// <exception cref="InvalidOperationException">The layer has no such entry.</exception>
    public Shape LearntShape(string entry) =>
        Computations.TryGetValue(entry, out Network? computation) ? computation.InputShape : StateShape(entry);
}
