namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>Leads the rate along a line from a share of the base rate to all of it; PyTorch's <c>LinearLR</c>.</summary>
/// <param name="Steps">After how many steps the base rate is reached, at least 1; it stays there.</param>
/// <param name="FirstFactor">The share of the base rate at the start.</param>
public sealed record LinearSchedule(int Steps, double FirstFactor = 1.0 / 3) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => baseRate * (FirstFactor + ((1 - FirstFactor) * Math.Min(steps, Steps) / Steps));
}
