using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Optimizers;

/// <summary>Shortens gradients that are too long, all by one factor, so that they keep their direction.</summary>
public static class GradientClipping
{
    /// <summary>So many numbers are added up in single precision; sums of pieces are added up in double.</summary>
    private const int PieceLength = 4096;

    private const int MaxParts = 64;

    /// <summary>What PyTorch adds to the norm, against division by zero.</summary>
    private const double Epsilon = 1e-6;

    /// <summary>
    /// Scales all gradients by min(1, <paramref name="maxNorm"/> / (norm + 10⁻⁶)), where the norm is that of all of them as one vector.
    /// A norm that is not finite leaves them as they are: whoever trains decides what to do with it.
    /// </summary>
    /// <param name="gradients">The gradients, of float32; they are changed in place.</param>
    /// <param name="maxNorm">The greatest norm that they shall have.</param>
    /// <param name="order">Which norm: 2 for the Euclidean one, 1 for the sum of magnitudes, infinity for the greatest magnitude.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is none of the three, or the norm to keep to is negative.</exception>
    public static double ClipByNorm(StateDict gradients, double maxNorm, double order = 2)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentOutOfRangeException.ThrowIfNegative(maxNorm);
        double norm = Norm(gradients, order);
        double factor = maxNorm / (norm + Epsilon);
        if (double.IsFinite(norm) && factor < 1)
        {
            foreach ((_, Tensor gradient) in gradients)
            {
                Scale(gradient, (float)factor);
            }
        }

        return norm;
    }

    /// <summary>The norm of all gradients as one vector; it does not depend on the number of threads.</summary>
    private static double Norm(StateDict gradients, double order)
    {
        double norm = 0;
        double[] parts = new double[MaxParts];
        foreach ((_, Tensor gradient) in gradients)
        {
            long count = gradient.ElementCount;
            int pieces = checked((int)((count + PieceLength - 1) / PieceLength));
            int partCount = ParallelRange.ForRows(pieces, MaxParts, (part, first, end) =>
            {
                parts[part] = 0;
                for (int piece = first; piece < end; piece++)
                {
                    long start = (long)piece * PieceLength;
                    ReadOnlySpan<float> values = gradient.ValuesAt(start, (int)Math.Min(PieceLength, count - start));
                    parts[part] = Join(parts[part], Magnitude(values, order), order);
                }
            });
            foreach (double part in parts.AsSpan(0, partCount))
            {
                norm = Join(norm, part, order);
            }
        }

        return order == 2 ? Math.Sqrt(norm) : norm;
    }

    private static double Magnitude(ReadOnlySpan<float> values, double order) => order switch
    {
        1 => TensorPrimitives.SumOfMagnitudes(values),
        2 => TensorPrimitives.SumOfSquares(values),
        double.PositiveInfinity => Math.Abs(TensorPrimitives.MaxMagnitude(values)),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "The order of a norm is 1, 2 or infinity."),
    };

    private static double Join(double first, double second, double order) =>
        order == double.PositiveInfinity ? Math.Max(first, second) : first + second;

    private static void Scale(Tensor tensor, float factor)
    {
        ParallelRange.For(tensor.ElementCount, (start, length) =>
        {
            Span<float> values = tensor.ValuesAt(start, length);
            TensorPrimitives.Multiply(values, factor, values);
        });
    }
}
