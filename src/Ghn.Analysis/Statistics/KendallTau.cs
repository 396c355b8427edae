namespace Ghn.Analysis.Statistics;

/// <summary>
/// How much two lists agree in order: Kendall's τ-b, by which the papers score predicted properties and rankings.
/// </summary>
/// <remarks>
/// τ-b = (concordant − discordant) / √((T − ties in x)(T − ties in y)) over the T = n(n−1)/2 pairs (Kendall 1945). Found in O(n log n) by
/// the exchanges of a merge sort (Knight, "A computer method for calculating Kendall's tau with ungrouped data", 1966).
/// </remarks>
public static class KendallTau
{
    /// <summary>The τ-b of two lists: 1 where they have the same order, −1 where they have opposite orders.</summary>
    /// <param name="x">One list. Infinities have their place in the order, and −0 equals 0.</param>
    /// <param name="y">The other, as long.</param>
    /// <returns>
    /// From −1 to 1; NaN where it is not defined: a NaN in either list, fewer than two entries, or a list whose entries are all equal.
    /// (scipy also gives NaN where a list holds both +∞ and −∞, because it looks for NaN by adding.)
    /// </returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"lists of {x.Length} and {y.Length} entries have no common order", nameof(y));
        }

        if (HasNaN(x) || HasNaN(y))
        {
            return double.NaN;
        }

        (double X, double Y)[] pairs = new (double, double)[x.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (x[i], y[i]);
        }

        return OfPairs(pairs);
    }

    private static double OfPairs((double X, double Y)[] pairs)
    {
        Array.Sort(pairs);
        long tiesInX = TiedPairs(pairs, (a, b) => a.X == b.X);
        long tiesInBoth = TiedPairs(pairs, (a, b) => a == b);
        double[] y = Array.ConvertAll(pairs, pair => pair.Y);
        long discordant = SortAndCountExchanges(y, new double[y.Length]);
        long tiesInY = TiedPairs(y, (a, b) => a == b);

        long all = Pairs(pairs.Length);
        if (tiesInX == all || tiesInY == all)
        {
            return double.NaN;
        }

        long untied = all - tiesInX - tiesInY + tiesInBoth;
        double tau = (untied - (2 * discordant)) / Math.Sqrt(all - tiesInX) / Math.Sqrt(all - tiesInY);
        return Math.Clamp(tau, -1, 1);
    }

    /// <summary>The pairs of equal entries, which lie side by side.</summary>
    private static long TiedPairs<T>(T[] sorted, Func<T, T, bool> equal)
    {
        long ties = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && equal(sorted[start], sorted[end]))
            {
                end++;
            }

            ties += Pairs(end - start);
        }

        return ties;
    }

    /// <summary>Sorts, and counts the pairs whose greater entry stood first.</summary>
    private static long SortAndCountExchanges(Span<double> values, Span<double> scratch)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        int middle = values.Length / 2;
        long exchanges = SortAndCountExchanges(values[..middle], scratch[..middle]);
        exchanges += SortAndCountExchanges(values[middle..], scratch[middle..]);
        for (int target = 0, left = 0, right = middle; target < values.Length; target++)
        {
            bool takeRight = left == middle || (right < values.Length && values[right] < values[left]);
            exchanges += takeRight ? middle - left : 0;
            scratch[target] = takeRight ? values[right++] : values[left++];
        }

        scratch.CopyTo(values);
        return exchanges;
    }

    private static long Pairs(long count) => count * (count - 1) / 2;

    private static bool HasNaN(ReadOnlySpan<double> values) => System.Numerics.Tensors.TensorPrimitives.IsNaNAny(values);
}
