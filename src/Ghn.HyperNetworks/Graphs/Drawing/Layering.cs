namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// The layers of a drawing: a node's layer is the length of the longest path to it, so that every edge points to a later layer.
/// A node without predecessors, such as a positional encoding, stands right before the first node that reads it.
/// </summary>
internal sealed class Layering
{
    private readonly int[] _layers;

    private Layering(int[] layers)
    {
        _layers = layers;
        Count = layers.Length == 0 ? 0 : layers.Max() + 1;
    }

    /// <summary>The number of layers.</summary>
    public int Count { get; }

    /// <summary>The layer of a node.</summary>
    public int this[int node] => _layers[node];

    /// <summary>Puts the nodes of a graph into layers.</summary>
    public static Layering Of(ComputationalGraph graph)
    {
        int[] layers = new int[graph.Nodes.Count];
        for (int node = 0; node < layers.Length; node++)
        {
            layers[node] = graph.Predecessors[node].Select(source => layers[source] + 1).DefaultIfEmpty(0).Max();
        }

        for (int node = 1; node < layers.Length; node++)
        {
            if (graph.Predecessors[node].Count == 0 && graph.Successors[node].Count > 0)
            {
                layers[node] = graph.Successors[node].Min(target => layers[target]) - 1;
            }
        }

        return new Layering(layers);
    }
}
