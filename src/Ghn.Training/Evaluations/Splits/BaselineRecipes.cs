using System.Globalization;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>
/// The trainings that predicted weights are compared with: from random weights, for so many steps, as in the GHN-2 paper (Knyazev et al.,
/// 2021, Section 5: "Iterative optimizers"). The paper leaves weight decays, momentum, augmentation and clipping open; they are ours.
/// </summary>
public static class BaselineRecipes
{
    private const double MaxGradientNorm = 5; // ours

    /// <summary><c>sgd:N</c>, for CIFAR-10, of which 500 steps are about an epoch (GHN-2, Table 3).</summary>
    /// <param name="steps">The number of steps, at least 1.</param>
    public static Recipe Sgd(int steps) => Of("sgd", steps) with
    {
        Optimizer = OptimizerKind.Sgd,
        LearningRate = 0.025, // GHN-2, 5
        Momentum = 0.9, // ours
        WeightDecay = 3e-4, // ours
    };

    /// <summary><c>adam:N</c>, for CIFAR-10.</summary>
    /// <param name="steps">The number of steps, at least 1.</param>
    public static Recipe Adam(int steps) => Of("adam", steps) with
    {
        Optimizer = OptimizerKind.Adam,
        LearningRate = 1e-3, // GHN-2, 5
        WeightDecay = 1e-5, // ours: what C.1 trains GHNs with
    };

    /// <summary><c>sgd-imagenet:N</c>, for ImageNet, of which 10,000 steps are about an epoch (GHN-2, Table 4).</summary>
    /// <param name="steps">The number of steps, at least 1.</param>
    public static Recipe SgdOnImageNet(int steps) => Sgd(steps) with
    {
        Name = $"sgd-imagenet:{steps}",
        LearningRate = 0.1, // GHN-2, 5
        BatchSize = 128, // GHN-2, 5
    };

    /// <summary>The recipe called <paramref name="name"/>; null if there is none.</summary>
    public static Recipe? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split(':');
        return parts is [var optimizer, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int steps)
            && steps > 0
            ? optimizer switch
            {
                "sgd" => Sgd(steps),
                "adam" => Adam(steps),
                "sgd-imagenet" => SgdOnImageNet(steps),
                _ => null,
            }
            : null;
    }

    private static Recipe Of(string optimizer, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new Recipe
        {
            Name = $"{optimizer}:{steps}",
            Steps = steps,
            BatchSize = 96, // GHN-2, 5
            Schedule = TrainingSchedule.Cosine, // GHN-orth, 4, of GHN-2
            MaxGradientNorm = MaxGradientNorm,
        };
    }
}
