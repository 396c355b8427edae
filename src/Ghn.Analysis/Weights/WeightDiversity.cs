using Ghn.Analysis.Distances;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Analysis.Weights;

/// <summary>
/// How different weights of one shape are in different networks: the mean of their absolute cosine distances 1 − |⟨a, b⟩| / (|a||b|)
/// (GHN-2 paper, Table 12; GHN-3 paper, Table 9). A weight of zeros has a distance of 1 to every weight, itself included.
/// </summary>
/// <param name="Matrix">The distances of all pairs.</param>
public sealed record WeightDiversity(IReadOnlyList<IReadOnlyList<double>> Matrix)
{
    /// <summary>The mean of the whole matrix, its diagonal included, as both papers have it.</summary>
    public double Mean => Matrix.Average(row => row.Average());

    /// <summary>The mean of the distances of different weights; NaN for a single one.</summary>
    public double OffDiagonalMean
    {
        get
        {
            double sum = Matrix.Index().Sum(row => row.Item.Where((_, column) => column != row.Index).Sum());
            return sum / ((double)Matrix.Count * (Matrix.Count - 1));
        }
    }

    /// <summary>Compares weights.</summary>
    /// <param name="weights">The weights, at least one, all of one shape [K, …] and of float32.</param>
    /// <param name="matchesChannels">
    /// Whether the output channels of one of two weights are first permuted such that their inner product is the greatest possible:
    /// networks that differ in the order of channels alone are then equal. The paper does not tell its costs (recommended). Input channels
    /// stay.
    /// </param>
    /// <exception cref="ArgumentException">There is no weight, or one of another shape.</exception>
    public static WeightDiversity Of(IReadOnlyList<Tensor> weights, bool matchesChannels = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0 || weights.Any(weight => weight.Shape != weights[0].Shape))
        {
            throw new ArgumentException("Weights of one shape are compared.", nameof(weights));
        }

        double[][] values = [.. weights.Select(weight => weight.Values.ToArray().Select(value => (double)value).ToArray())];
        double[] lengths = [.. values.Select(weight => Math.Sqrt(TensorPrimitives.SumOfSquares<double>(weight)))];
        double[][] matrix = [.. values.Select(_ => new double[values.Length])];
        WorkerPool.For(values.Length, i =>
        {
            for (int j = i; j < values.Length; j++)
            {
                double product = matchesChannels && j > i
                    ? MatchedProduct(values[i], values[j], weights[0].Shape[0])
                    : TensorPrimitives.Dot<double>(values[i], values[j]);
                double scale = lengths[i] * lengths[j];
                matrix[i][j] = matrix[j][i] = scale > 0 ? Math.Max(1 - (Math.Abs(product) / scale), 0) : 1;
            }
        });
        return new WeightDiversity(matrix);
    }

    /// <summary>The greatest inner product over all orders of the channels.</summary>
    private static double MatchedProduct(double[] first, double[] second, int channels)
    {
        int width = first.Length / channels;
        var costs = new double[channels * channels];
        for (int i = 0; i < channels; i++)
        {
            for (int j = 0; j < channels; j++)
            {
                costs[(i * channels) + j] =
                    -TensorPrimitives.Dot<double>(first.AsSpan(i * width, width), second.AsSpan(j * width, width));
            }
        }

        return -Assignment.Solve(costs, channels, channels).Total;
    }
}
