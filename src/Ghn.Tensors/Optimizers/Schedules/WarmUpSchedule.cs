namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>
/// Leads the rate up along a line before another schedule begins; PyTorch's <c>SequentialLR</c> of a <c>LinearLR</c> and that schedule.
/// </summary>
/// <param name="Steps">After how many steps the other schedule begins, at its own start.</param>
/// <param name="FirstFactor">The share of the base rate at the start.</param>
/// <param name="Then">The other schedule.</param>
public sealed record WarmUpSchedule(int Steps, double FirstFactor, ILearningRateSchedule Then) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => steps < Steps
        ? new LinearSchedule(Steps, FirstFactor).At(baseRate, steps)
        : Then.At(baseRate, steps - Steps);
}
