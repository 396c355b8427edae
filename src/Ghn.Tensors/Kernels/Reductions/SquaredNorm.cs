using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>The square of the Euclidean norm of tensors of any real type.</summary>
public static class SquaredNorm
{
    /// <summary>The sum of a piece beneath which squares that vanish in single precision could matter.</summary>
    private const float Min = 1e-30f;

    /// <summary>The sum of squares, added up in double precision.</summary>
    /// <exception cref="ArgumentException">The elements are no floating-point numbers.</exception>
    public static double Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.ElementType == ElementType.Float64)
        {
            return SumOfSquares(tensor.Elements<double>());
        }

        Tensor values = Conversion.ToFloat32(tensor);
        double sum = SumOfSquares(values.Values);
        if (tensor.ElementType != ElementType.Float32)
        {
            values.Dispose();
        }

        return sum;
    }

    /// <summary>Adds up in pieces short enough for single precision.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        const int Piece = 4096;
        double sum = 0;
        for (int start = 0; start < values.Length; start += Piece)
        {
            ReadOnlySpan<float> piece = values.Slice(start, Math.Min(Piece, values.Length - start));
            float squares = TensorPrimitives.SumOfSquares(piece);
            sum += squares is > Min and < float.PositiveInfinity ? squares : SumBySquaresOfDoubles(piece);
        }

        return sum;
    }

    /// <summary>As slow as it is exact, for pieces whose squares leave the range of single precision.</summary>
    private static double SumBySquaresOfDoubles(ReadOnlySpan<float> values)
    {
        double sum = 0;
        for (int i = values.IndexOfAnyExcept(0f); i >= 0 && i < values.Length; i++)
        {
            sum += (double)values[i] * values[i];
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
