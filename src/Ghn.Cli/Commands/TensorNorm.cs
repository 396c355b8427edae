using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.Cli;

/// <summary>The Euclidean norm of tensors of any real type.</summary>
internal static class TensorNorm
{
    /// <summary>The square root of the sum of squares, added up in double precision.</summary>
    public static double Of(Tensor tensor)
    {
        if (tensor.ElementType == ElementType.Float64)
        {
            return Math.Sqrt(SumOfSquares(tensor.Elements<double>()));
        }

        Tensor values = Conversion.ToFloat32(tensor);
        double norm = Math.Sqrt(SumOfSquares(values.Values));
        if (tensor.ElementType != ElementType.Float32)
        {
            values.Dispose();
        }

        return norm;
    }

    /// <summary>Adds up in pieces short enough for single precision.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        const int Piece = 4096;
        double sum = 0;
        for (int start = 0; start < values.Length; start += Piece)
        {
            sum += TensorPrimitives.SumOfSquares(values.Slice(start, Math.Min(Piece, values.Length - start)));
        }

        return sum;
    }

    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return sum;
    }
}
