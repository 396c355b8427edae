using Ghn.Tensors;

namespace Ghn.Testing;

/// <summary>The mean, population standard deviation and largest magnitude of a tensor's elements.</summary>
public sealed record Statistics(double Mean, double Deviation, double Largest)
{
    public static Statistics Of(Tensor tensor)
    {
        if (tensor.ElementType == ElementType.Int64)
        {
            return Of<long>(tensor.Elements<long>(), value => value);
        }

        return Of<float>(tensor.Values, value => value);
    }

    private static Statistics Of<T>(ReadOnlySpan<T> values, Func<T, double> toDouble)
    {
        double sum = 0;
        double largest = 0;
        foreach (T value in values)
        {
            sum += toDouble(value);
            largest = Math.Max(largest, Math.Abs(toDouble(value)));
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (T value in values)
        {
            squares += Math.Pow(toDouble(value) - mean, 2);
        }

        return new Statistics(mean, Math.Sqrt(squares / values.Length), largest);
    }
}
