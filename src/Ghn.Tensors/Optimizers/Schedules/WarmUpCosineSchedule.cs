namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>
/// Leads the rate up along a line, then down half a cosine to zero: the schedule of GHN-3. As in its code, the line is left one step
/// before it reaches the base rate, and the cosine is already read there, a step before its peak.
/// </summary>
/// <param name="Steps">The number of steps in all, more than those that warm up.</param>
/// <param name="WarmUpSteps">After how many steps the base rate is reached.</param>
/// <param name="FirstRate">The rate at the start.</param>
public sealed record WarmUpCosineSchedule(int Steps, int WarmUpSteps = 5, double FirstRate = 1e-5) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => steps < WarmUpSteps - 1
        ? FirstRate + ((baseRate - FirstRate) * steps / (WarmUpSteps - 1))
        : new CosineSchedule(Steps - WarmUpSteps).At(baseRate, steps - WarmUpSteps);
}
