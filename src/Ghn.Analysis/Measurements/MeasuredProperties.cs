using Ghn.Analysis.Properties;

namespace Ghn.Analysis.Measurements;

/// <summary>What was measured of a network: the four properties of the GHN-2 paper (Section 5.2).</summary>
/// <param name="Network">Its name.</param>
/// <param name="Accuracy">The share of test images, in percent, that it classifies rightly; null where its training diverged.</param>
/// <param name="NoisyAccuracy">The same under Gaussian noise.</param>
/// <param name="Seconds">How long it takes to classify the test images on one thread.</param>
/// <param name="StepsToAccuracy">After how many steps it had learnt to classify training images; null where it never had.</param>
public sealed record MeasuredProperties(
    string Network, double? Accuracy, double? NoisyAccuracy, double? Seconds, double? StepsToAccuracy)
{
    /// <summary>What tables call the properties, in the order of <see cref="Values"/>: the published tables' names.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        [PropertyNames.Accuracy, PropertyNames.NoisyAccuracy, PropertyNames.Time, PropertyNames.ConvergeTime];

    /// <summary>The properties.</summary>
    public IReadOnlyList<double?> Values => [Accuracy, NoisyAccuracy, Seconds, StepsToAccuracy];
}
