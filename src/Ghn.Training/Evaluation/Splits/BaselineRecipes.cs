using System.Globalization;

namespace Ghn.Training;

/// <summary>
/// The trainings that predicted weights are compared with: from random weights, for so many steps of 64 images, by the settings of DARTS
/// (Liu et al., 2019) that the GHN papers follow. The learning rate goes down half a cosine to zero over the steps.
/// </summary>
public static class BaselineRecipes
{
    private const int BatchSize = 64;
    private const double MaxGradientNorm = 5;

    /// <summary><c>sgd:N</c>: learning rate 0.025, momentum 0.9, weight decay 3·10⁻⁴.</summary>
    /// <param name="steps">The number of steps, at least 1.</param>
    public static Recipe Sgd(int steps) => Of(steps) with
    {
        Name = $"sgd:{steps}",
        Optimizer = OptimizerKind.Sgd,
        LearningRate = 0.025,
        Momentum = 0.9,
        WeightDecay = 3e-4,
    };

    /// <summary><c>adam:N</c>: learning rate 10⁻³, weight decay 10⁻⁵, which the GHN-2 paper trains its GHNs with.</summary>
    /// <param name="steps">The number of steps, at least 1.</param>
    public static Recipe Adam(int steps) => Of(steps) with
    {
        Name = $"adam:{steps}",
        Optimizer = OptimizerKind.Adam,
        LearningRate = 1e-3,
        WeightDecay = 1e-5,
    };

    /// <summary>The recipe called <paramref name="name"/>; null if there is none.</summary>
    public static Recipe? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split(':');
        return parts is [var optimizer, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) && steps > 0
            ? optimizer switch
            {
                "sgd" => Sgd(steps),
                "adam" => Adam(steps),
                _ => null,
            }
            : null;
    }

    private static Recipe Of(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new Recipe
        {
            Steps = steps,
            BatchSize = BatchSize,
            Schedule = ScheduleKind.Cosine,
            MaxGradientNorm = MaxGradientNorm,
        };
    }
}
