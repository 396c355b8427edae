using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>
/// The bias of attention between two nodes: an MLP of the embeddings of their distances one way and the other. In a directed
/// acyclic graph at most one of the two is not zero, so that a few dozen different pairs occur; the MLP runs once for each.
/// </summary>
internal sealed class EdgeBias(Tensor distances, Projection first, Projection second)
{
    /// <summary>The rows of the distance table start at this distance: the first two have never been used.</summary>
    private const int RowOfDistanceZero = 2;

    /// <summary>The bias [heads, nodes, nodes].</summary>
    public Tensor Compute(ShortestPaths paths)
    {
        int count = paths.NodeCount;
        int heads = second.OutFeatures;
        using Tensor table = TableOfPairs(paths.Cutoff);
        Tensor bias = Tensor.Allocate([heads, count, count]);
        WorkerPool.For(count, source =>
        {
            int[] rows = new int[count];
            for (int target = 0; target < count; target++)
            {
                rows[target] = PairRow(paths[source, target], paths[target, source], paths.Cutoff);
            }

            ReadOnlySpan<float> pairs = table.Values;
            for (int head = 0; head < heads; head++)
            {
                Span<float> biases = bias.Values.Slice(((head * count) + source) * count, count);
                for (int target = 0; target < count; target++)
                {
                    biases[target] = pairs[(rows[target] * heads) + head];
                }
            }
        });
        return bias;
    }

    /// <summary>The row of the table for a pair of distances, one of which is 0.</summary>
    private static int PairRow(int forward, int backward, int cutoff) => forward > 0 ? forward : backward > 0 ? cutoff + backward : 0;

    /// <summary>The biases [pairs, heads] of all pairs of distances that occur: (0, 0), (d, 0) and (0, d).</summary>
    private Tensor TableOfPairs(int cutoff)
    {
        int hidden = distances.Shape[1];
        using Tensor pairs = Tensor.Allocate([(2 * cutoff) + 1, 2 * hidden]);
        for (int forward = 0; forward <= cutoff; forward++)
        {
            Fill(pairs, PairRow(forward, 0, cutoff), forward, 0);
            Fill(pairs, PairRow(0, forward, cutoff), 0, forward);
        }

        using Tensor hiddenLayer = first.Apply(pairs, EpilogueFunction.Relu);
        return second.Apply(hiddenLayer);
    }

    private void Fill(Tensor pairs, int row, int forward, int backward)
    {
        int hidden = distances.Shape[1];
        Span<float> pair = pairs.Values.Slice(row * 2 * hidden, 2 * hidden);
        distances.Values.Slice((forward + RowOfDistanceZero) * hidden, hidden).CopyTo(pair);
        distances.Values.Slice((backward + RowOfDistanceZero) * hidden, hidden).CopyTo(pair[hidden..]);
    }
}
