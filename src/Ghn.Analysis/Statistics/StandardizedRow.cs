using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Analysis.Statistics;

/// <summary>Rows without their means and of length 1: the inner product of two is Pearson's correlation.</summary>
internal static class StandardizedRow
{
    /// <summary>A row in double precision; null where it does not vary, and so correlates with nothing.</summary>
    public static double[]? Of(ReadOnlySpan<float> values)
    {
        if (!values.ContainsAnyExcept(values[0]))
        {
            return null;
        }

        double[] row = new double[values.Length];
        TensorPrimitives.ConvertTruncating(values, row);
        TensorPrimitives.Subtract(row, TensorPrimitives.Average<double>(row), row);
        TensorPrimitives.Divide(row, Math.Sqrt(TensorPrimitives.SumOfSquares<double>(row)), row);
        return row;
    }
}
