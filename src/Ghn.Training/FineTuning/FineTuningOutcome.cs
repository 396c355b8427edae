namespace Ghn.Training.FineTuning;

/// <summary>What the trainings of a session have come to.</summary>
/// <param name="Recipe">The recipe with the choices that were made.</param>
/// <param name="Search">The points of the grid with their results on held-out images; empty where there was nothing to choose.</param>
/// <param name="Finals">The seeds with their results on test images.</param>
public sealed record FineTuningOutcome(
    Recipe Recipe, IReadOnlyList<(Recipe Point, FineTuningResult Result)> Search,
    IReadOnlyList<(ulong Seed, FineTuningResult Result)> Finals)
{
    /// <summary>The mean accuracy of the final trainings, 0 to 1.</summary>
    public double Mean => Finals.Average(final => final.Result.Top1);

    /// <summary>The standard deviation of that accuracy among seeds, with n − 1; 0 for a single one.</summary>
    public double Deviation => Finals.Count < 2
        ? 0
        : Math.Sqrt(Finals.Sum(final => Math.Pow(final.Result.Top1 - Mean, 2)) / (Finals.Count - 1));
}
