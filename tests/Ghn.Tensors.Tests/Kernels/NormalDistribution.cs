namespace Ghn.Tensors.Tests.Kernels;

/// <summary>The normal distribution in double precision, summed until nothing changes.</summary>
internal static class NormalDistribution
{
    /// <summary>x·Φ(x).</summary>
    public static double Gelu(double x) => x * Cumulative(x);

    /// <summary>
    /// Φ(x): near zero by its power series, Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …); in the tails by the continued fraction of
    /// Mills' ratio, Φ(−t) = φ(t) / (t + 1/(t + 2/(t + …))).
    /// </summary>
    public static double Cumulative(double x)
    {
        double density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        double t = Math.Abs(x);
        if (t < 3)
        {
            double sum = 0;
            double term = x;
            for (int n = 3; sum + term != sum; n += 2)
            {
                sum += term;
                term *= x * x / n;
            }

            return 0.5 + (density * sum);
        }

        double fraction = t;
        for (int n = 200; n > 0; n--)
        {
            fraction = t + (n / fraction);
        }

        return x < 0 ? density / fraction : 1 - (density / fraction);
    }
}
