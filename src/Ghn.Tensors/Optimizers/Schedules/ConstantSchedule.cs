namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>Always the base rate.</summary>
public sealed record ConstantSchedule : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => baseRate;
}
