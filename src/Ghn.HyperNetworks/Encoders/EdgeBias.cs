using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// The bias of attention between two nodes: an MLP of the embeddings of their distances one way and the other. In a directed
/// acyclic graph at most one of the two is not zero, so that a few dozen different pairs occur; the MLP runs once for each.
/// An ablation embeds the forward distance alone; the width of the first layer tells.
/// </summary>
internal sealed class EdgeBias(Parameter distances, Linear first, Linear second)
{
    /// <summary>The rows of the distance table start at this distance: the first two have never been used.</summary>
    private const int RowOfDistanceZero = 2;

    private bool ReadsBackwardDistances => first.InFeatures == 2 * distances.Value.Shape[1];

    /// <summary>The bias [heads, nodes, nodes].</summary>
    public Variable Compute(Tape tape, ShortestPaths paths)
    {
        using Variable table = TableOfPairs(tape, paths.Cutoff);
        ushort[] pairs = PairsOfNodes(paths);
        return Spread(table, pairs, paths.NodeCount);
    }

    /// <summary>The number of a pair of distances, one of which is 0.</summary>
    private static int PairOf(int forward, int backward, int cutoff) => forward > 0 ? forward : backward > 0 ? cutoff + backward : 0;

    /// <summary>The biases [pairs, heads] of all pairs of distances that occur: (0, 0), (d, 0) and (0, d).</summary>
    private Variable TableOfPairs(Tape tape, int cutoff)
    {
        IEnumerable<int> distancesUpToCutoff = Enumerable.Range(1, cutoff);
        IEnumerable<int> zeros = Enumerable.Repeat(0, cutoff);
        using Variable forward = Embed(tape, [0, .. distancesUpToCutoff, .. zeros]);
        using Variable backward = Embed(tape, [0, .. zeros, .. distancesUpToCutoff]);
        using Variable pairs = ReadsBackwardDistances ? LayoutOperations.Concat(forward, backward) : forward;
        using Variable hidden = first.Apply(pairs, EpilogueFunction.Relu);
        return second.Apply(hidden);
    }

    private Variable Embed(Tape tape, IEnumerable<int> numbers) =>
        distances.On(tape).Gather([.. numbers.Select(number => number + RowOfDistanceZero)]);

    private static ushort[] PairsOfNodes(ShortestPaths paths)
    {
        int count = paths.NodeCount;
        var pairs = new ushort[count * count];
        WorkerPool.For(count, source =>
        {
            for (int target = 0; target < count; target++)
            {
                pairs[(source * count) + target] = (ushort)PairOf(paths[source, target], paths[target, source], paths.Cutoff);
            }
        });
        return pairs;
    }

    /// <summary>Gives each pair of nodes the biases of its pair of distances.</summary>
    private static Variable Spread(Variable table, ushort[] pairs, int count)
    {
        int heads = table.Shape[1];
        Tensor bias = Tensor.Allocate([heads, count, count]);
        Tensor values = table.Value;
        WorkerPool.For(heads, head =>
        {
            Span<float> biases = bias.Values.Slice(head * pairs.Length, pairs.Length);
            float[] column = Column(values, head);
            for (int i = 0; i < biases.Length; i++)
            {
                biases[i] = column[pairs[i]];
            }
        });
        return table.Tape.Record(bias, [table], gradient =>
        {
            Tensor sums = Tensor.Allocate(table.Shape);
            WorkerPool.For(heads, head =>
            {
                ReadOnlySpan<float> gradients = gradient.Tensor.Values.Slice(head * pairs.Length, pairs.Length);
                var column = new double[table.Shape[0]];
                for (int i = 0; i < gradients.Length; i++)
                {
                    column[pairs[i]] += gradients[i];
                }

                for (int pair = 0; pair < column.Length; pair++)
                {
                    sums.Values[(pair * heads) + head] = (float)column[pair];
                }
            });
            table.AddGradient(sums);
        });
    }

    private static float[] Column(Tensor table, int head)
    {
        int heads = table.Shape[1];
        float[] column = new float[table.Shape[0]];
        for (int pair = 0; pair < column.Length; pair++)
        {
            column[pair] = table.Values[(pair * heads) + head];
        }

        return column;
    }
}
