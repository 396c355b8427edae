using System.Numerics.Tensors;

namespace Ghn.Analysis.Regression;

/// <summary>The kernel exp(−γ|a − b|²) in float64. (libsvm, and so scikit-learn, rounds its values to float32.)</summary>
internal static class RbfKernel
{
    /// <summary>The kernel of two vectors.</summary>
    public static double Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double gamma) => Math.Exp(-gamma * SquaredDistance(a, b));

    /// <summary>|a − b|² of all pairs, row by row.</summary>
    public static double[] SquaredDistances(IReadOnlyList<double[]> samples)
    {
        int count = samples.Count;
        double[] distances = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                distances[(i * count) + j] = distances[(j * count) + i] = SquaredDistance(samples[i], samples[j]);
            }
        }

        return distances;
    }

    /// <summary>The kernel of all pairs, row by row.</summary>
    public static double[] Matrix(double[] squaredDistances, double gamma)
    {
        double[] kernel = new double[squaredDistances.Length];
        TensorPrimitives.Multiply(squaredDistances, -gamma, kernel);
        TensorPrimitives.Exp<double>(kernel, kernel);
        return kernel;
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double distance = TensorPrimitives.Distance(a, b);
        return distance * distance;
    }
}
