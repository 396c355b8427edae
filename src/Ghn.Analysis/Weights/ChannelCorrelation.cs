using Ghn.Analysis.Statistics;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Analysis.Weights;

/// <summary>
/// How alike the output channels of a layer are: Pearson's correlations among the rows of its weight as a K×CHW matrix (GHN-orth paper,
/// section 2 and Figure 2). The reference's function, which sets the scale of noise, correlates columns where there are more of them than
/// rows; this is the paper's K×K matrix.
/// </summary>
/// <param name="Channels">The number of output channels K.</param>
/// <param name="ConstantChannels">Channels without variation, which correlate with nothing: they are left out of all that follows.</param>
/// <param name="Deviation">The standard deviation of all entries of the matrix, its diagonal of ones included (n − 1).</param>
/// <param name="OffDiagonalDeviation">That of the entries off the diagonal (n); NaN where there are none.</param>
/// <param name="OffDiagonalMean">The mean of the entries off the diagonal; NaN where there are none.</param>
/// <param name="OffDiagonalMeanAbsolute">The mean of their absolute values; NaN where there are none.</param>
/// <param name="Histogram">How many pairs of channels have a correlation in each of twenty equal parts of [−1, 1].</param>
public sealed record ChannelCorrelation(
    int Channels,
    int ConstantChannels,
    double Deviation,
    double OffDiagonalDeviation,
    double OffDiagonalMean,
    double OffDiagonalMeanAbsolute,
    IReadOnlyList<int> Histogram)
{
    /// <summary>The number of parts of the histogram.</summary>
    public const int BinCount = 20;

    /// <summary>Correlates the channels of a weight.</summary>
    /// <param name="weight">The weight [K, …], of at least two dimensions.</param>
    /// <exception cref="ArgumentException">It has fewer dimensions.</exception>
    public static ChannelCorrelation Of(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank < 2)
        {
            throw new ArgumentException($"A weight has at least two dimensions, not the shape {weight.Shape}.", nameof(weight));
        }

        double[][] rows = StandardizedRows(Conversion.ToFloat32(weight));
        var parts = new PairSums[rows.Length];
        WorkerPool.For(rows.Length, i => parts[i] = PairSums.Of(rows, i));
        PairSums pairs = parts.Aggregate(PairSums.None, (sum, part) => sum.Plus(part));

        double entries = (double)rows.Length * rows.Length;
        double sum = rows.Length + (2 * pairs.Sum);
        double squares = rows.Length + (2 * pairs.Squares);
        return new ChannelCorrelation(
            weight.Shape[0],
            weight.Shape[0] - rows.Length,
            Math.Sqrt(Math.Max((squares - (sum * sum / entries)) / (entries - 1), 0)),
            Math.Sqrt(Math.Max((pairs.Squares / pairs.Count) - Math.Pow(pairs.Sum / pairs.Count, 2), 0)),
            pairs.Sum / pairs.Count,
            pairs.Absolutes / pairs.Count,
            pairs.Bins);
    }

    /// <summary>The rows that vary.</summary>
    private static double[][] StandardizedRows(Tensor weight)
    {
        int columns = checked((int)(weight.ElementCount / weight.Shape[0]));
        return
        [
            .. Enumerable.Range(0, weight.Shape[0])
                .Select(channel => StandardizedRow.Of(weight.ValuesAt((long)channel * columns, columns))).OfType<double[]>(),
        ];
    }

    /// <summary>What is summed over pairs of channels.</summary>
    private readonly record struct PairSums(long Count, double Sum, double Squares, double Absolutes, int[] Bins)
    {
        public static PairSums None => new(0, 0, 0, 0, new int[BinCount]);

        /// <summary>The pairs of a row with those after it.</summary>
        public static PairSums Of(double[][] rows, int first)
        {
            (double sum, double squares, double absolutes) = (0, 0, 0);
            int[] bins = new int[BinCount];
            for (int second = first + 1; second < rows.Length; second++)
            {
                double correlation = Math.Clamp(TensorPrimitives.Dot<double>(rows[first], rows[second]), -1, 1);
                sum += correlation;
                squares += correlation * correlation;
                absolutes += Math.Abs(correlation);
                bins[Math.Min((int)((correlation + 1) * BinCount / 2), BinCount - 1)]++;
            }

            return new PairSums(rows.Length - first - 1, sum, squares, absolutes, bins);
        }

        public PairSums Plus(PairSums other) => new(
            Count + other.Count, Sum + other.Sum, Squares + other.Squares, Absolutes + other.Absolutes,
            [.. Bins.Zip(other.Bins, (one, another) => one + another)]);
    }
}
