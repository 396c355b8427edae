namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>Multiplies the rate by a factor at each step; PyTorch's <c>ExponentialLR</c>.</summary>
/// <param name="Factor">The factor.</param>
public sealed record ExponentialSchedule(double Factor) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => baseRate * Math.Pow(Factor, steps);
}
