using Ghn.Onnx.Model.Protocol;

namespace Ghn.Onnx.Model;

/// <summary>Brings the nodes of a graph into an order in which each comes after those whose values it takes.</summary>
internal static class NodeOrder
{
    /// <summary>Sorts the nodes of a graph, unless they are in order; nodes that wait for each other stay where they are.</summary>
    public static void Sort(GraphProto graph)
    {
        NodeProto[] nodes = [.. graph.Node];
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int i, NodeProto node) in nodes.Index())
        {
            foreach (string output in node.Output.Where(output => output.Length > 0))
            {
                producers.TryAdd(output, i);
            }
        }

        if (nodes.Index().Any(entry => Needed(entry.Item).Any(producer => producer > entry.Index)))
        {
            int[] order = [.. InOrder([.. nodes.Select(node => Needed(node).Distinct().ToArray())])];
            graph.Node.Clear();
            graph.Node.AddRange(order.Select(i => nodes[i]));
        }

        IEnumerable<int> Needed(NodeProto node) => NodeInputs.Taken(node).Where(producers.ContainsKey).Select(input => producers[input]);
    }

    /// <summary>Each node after those that it needs, and otherwise as they were.</summary>
    private static IEnumerable<int> InOrder(int[][] needed)
    {
        bool[] isBegun = new bool[needed.Length];
        var pending = new Stack<(int Node, bool IsReady)>();
        for (int first = 0; first < needed.Length; first++)
        {
            pending.Push((first, IsReady: false));
            while (pending.TryPop(out (int Node, bool IsReady) next))
            {
                if (next.IsReady)
                {
                    yield return next.Node;
                }
                else if (!isBegun[next.Node])
                {
                    isBegun[next.Node] = true;
                    pending.Push((next.Node, IsReady: true));
                    foreach (int producer in needed[next.Node].Reverse())
                    {
                        pending.Push((producer, IsReady: false));
                    }
                }
            }
        }
    }
}
