using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// Embeddings of where a node stands in its graph: how many real edges enter and leave it, and how far the input is
/// (0 for the input itself and for nodes that it does not reach). Ablations lack some of the tables.
/// </summary>
internal sealed class CentralityEmbedding(Parameter? inDegrees, Parameter? outDegrees, Parameter? inputDistances)
{
    /// <summary>Adds the embeddings to those of the nodes [nodes, hidden].</summary>
    public Variable AddTo(Variable nodes, ComputationalGraph graph, ShortestPaths paths)
    {
        Variable withIn = AddRows(nodes, inDegrees, graph.Predecessors.Select(neighbours => neighbours.Count));
        Variable withOut = AddRows(withIn, outDegrees, graph.Successors.Select(neighbours => neighbours.Count));
        return AddRows(withOut, inputDistances, graph.Nodes.Select(node => paths[0, node.Index]));
    }

    /// <summary>Adds rows of a table, if there is one, whose last row serves all larger numbers.</summary>
    private static Variable AddRows(Variable nodes, Parameter? table, IEnumerable<int> numbers)
    {
        if (table is null)
        {
            return nodes;
        }

        int last = table.Value.Shape[0] - 1;
        using Variable previous = nodes;
        using Variable rows = table.On(nodes.Tape).Gather([.. numbers.Select(number => Math.Min(number, last))]);
        return previous.Add(rows);
    }
}
