namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// A graph of a published file, as it stands there. Its rows of nodes and its distances are in different orders for nearly every network,
/// a mistake of the script that made the files: do not join them, but take the network and derive its graph.
/// </summary>
/// <param name="NodeCount">The number of nodes.</param>
/// <param name="Distances">
/// The lengths of shortest paths [nodes, nodes], row by row: 1 for an edge, 0 for none and for what is further than the file's cut-off.
/// </param>
/// <param name="Rows">For each node, the codes of its primitive, of its cell and of its name [nodes, 3], in another order.</param>
public sealed record PublishedGraph(int NodeCount, byte[] Distances, ushort[] Rows)
{
    /// <summary>The number of edges.</summary>
    public int EdgeCount => Distances.AsSpan().Count((byte)1);
}
