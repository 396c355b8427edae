using Ghn.Networks;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>A layer about to become part of a graph.</summary>
/// <param name="Index">Its place in the network.</param>
/// <param name="Node">The layer with its name.</param>
/// <param name="Inputs">The nodes of the graph that its inputs come from.</param>
internal sealed record LayerPlace(int Index, NetworkNode Node, int[] Inputs);
