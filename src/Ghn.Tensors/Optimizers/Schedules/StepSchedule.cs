namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>Multiplies the rate by a factor every so many steps; PyTorch's <c>StepLR</c>.</summary>
/// <param name="Every">The number of steps between two changes, at least 1.</param>
/// <param name="Factor">The factor.</param>
public sealed record StepSchedule(int Every, double Factor = 0.1) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => baseRate * Math.Pow(Factor, steps / Every);
}
