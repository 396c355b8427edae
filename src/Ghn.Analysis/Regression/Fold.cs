namespace Ghn.Analysis.Regression;

/// <summary>A part of the samples that is held out, and the others, which are fitted to.</summary>
/// <param name="Training">Places of the samples that are fitted to.</param>
/// <param name="HeldOut">Places of the samples that are held out.</param>
internal sealed record Fold(int[] Training, int[] HeldOut)
{
    /// <summary>Cuts an order into folds of neighbours; the first ones hold one more where it does not come out even.</summary>
    /// <param name="order">The places of the samples.</param>
    /// <param name="count">How many folds.</param>
    public static Fold[] Cut(IReadOnlyList<int> order, int count)
    {
        var folds = new Fold[count];
        for (int fold = 0, start = 0; fold < count; fold++)
        {
            int end = start + (order.Count / count) + (fold < order.Count % count ? 1 : 0);
            folds[fold] = new Fold([.. order.Take(start), .. order.Skip(end)], [.. order.Skip(start).Take(end - start)]);
            start = end;
        }

        return folds;
    }
}
