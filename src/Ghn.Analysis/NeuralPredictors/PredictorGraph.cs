using System.Numerics.Tensors;
using Ghn.HyperNetworks.Graphs;

using Tensor = Ghn.Tensors.Tensor;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>A graph as NeuPred reads it: the kinds of its nodes, and who hears of whom along edges and against them.</summary>
public sealed class PredictorGraph : IDisposable
{
    /// <summary>Makes a graph.</summary>
    /// <param name="kinds">The kind of each node.</param>
    /// <param name="edges">The edges, as places of nodes.</param>
    /// <param name="kindCount">How many kinds there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">A node has no such kind, or an edge no such node.</exception>
    public PredictorGraph(IReadOnlyList<int> kinds, IEnumerable<(int Source, int Target)> edges, int kindCount)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(edges);
        int count = kinds.Count;
        Kinds = Tensor.Allocate([count, kindCount]);
        Kinds.Values.Clear();
        for (int node = 0; node < count; node++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)kinds[node], (uint)kindCount, nameof(kinds));
            Kinds.Values[(node * kindCount) + kinds[node]] = 1;
        }

        double[] forward = new double[count * count];
        for (int node = 0; node < count; node++)
        {
            forward[(node * count) + node] = 1;
        }

        foreach ((int source, int target) in edges)
        {
            forward[(source * count) + target] = 1;
        }

        NormalizeRows(forward, count);
        double[] backward = new double[count * count];
        for (int i = 0; i < forward.Length; i++)
        {
            backward[(i % count * count) + (i / count)] = forward[i];
        }

        NormalizeRows(backward, count);
        Forward = ToTensor(forward, count);
        Backward = ToTensor(backward, count);
    }

    /// <summary>A one for the kind of each node: [nodes, kinds].</summary>
    public Tensor Kinds { get; }

    /// <summary>Each node's mean over itself and its successors: [nodes, nodes].</summary>
    public Tensor Forward { get; }

    /// <summary>
    /// A mean over each node and its predecessors, in which those with many successors count less: the transpose of
    /// <see cref="Forward"/>, its rows brought to a sum of 1 again, as the authors' code has it.
    /// </summary>
    public Tensor Backward { get; }

    /// <summary>The computational graph of a network; its edges are those of 1 step, and the kinds are primitives.</summary>
    public static PredictorGraph Of(ComputationalGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new PredictorGraph([.. graph.Nodes.Select(node => (int)node.Primitive)], graph.Edges, Enum.GetValues<Primitive>().Length);
    }

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        Kinds.Dispose();
        Forward.Dispose();
        Backward.Dispose();
    }

    private static void NormalizeRows(double[] matrix, int count)
    {
        for (int row = 0; row < count; row++)
        {
            Span<double> values = matrix.AsSpan(row * count, count);
            TensorPrimitives.Divide(values, TensorPrimitives.Sum<double>(values), values);
        }
    }

    private static Tensor ToTensor(double[] matrix, int count) =>
        Tensor.From<float>(Array.ConvertAll(matrix, value => (float)value), [count, count]);
}
