namespace Ghn.HyperNetworks.Tests;

/// <summary>Compares vectors by their relative Euclidean distance.</summary>
internal static class Distance
{
    public static void AssertRelative(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        double relative = Math.Sqrt(difference / Math.Max(norm, double.Epsilon));
        Assert.True(relative <= tolerance, $"{what}: the relative distance is {relative:g3}, not at most {tolerance:g3}.");
    }
}
