namespace Ghn.Analysis.Tests.Regression;

/// <summary>Samples that are a hash of their place, as the golden files have them.</summary>
internal static class HashedSamples
{
    /// <summary>Samples with numbers from −1 to 1.</summary>
    /// <param name="tensor">Which stream of hashed numbers.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="dimension">How many numbers each has.</param>
    public static double[][] Of(ulong tensor, int count, int dimension) =>
    [
        .. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, dimension)
            .Select(column => (2 * HashedValues.At(tensor, (ulong)((row * dimension) + column))) - 1).ToArray()),
    ];
}
