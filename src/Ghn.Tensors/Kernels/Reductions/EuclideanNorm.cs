using System.Numerics.Tensors;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>The Euclidean norm of tensors of any real type, also where the squares of elements exceed every number.</summary>
public static class EuclideanNorm
{
    /// <summary>The norm of all elements.</summary>
    /// <exception cref="ArgumentException">The elements are no floating-point numbers.</exception>
    public static double Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ElementType == ElementType.Float64 ? Of(tensor.Elements<double>()) : Math.Sqrt(SquaredNorm.Of(tensor));
    }

    /// <summary>The norm of a vector.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        double largest = values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest == 0 || !double.IsFinite(largest))
        {
            return largest;
        }

        double sum = 0;
        foreach (double value in values)
        {
            double share = value / largest;
            sum += share * share;
        }

        return largest * Math.Sqrt(sum);
    }
}
