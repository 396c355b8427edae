namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>
/// Changes the rate from epoch to epoch, as another schedule does from step to step; the steps of an epoch have the same.
/// </summary>
/// <param name="Epochs">The schedule of the epochs.</param>
/// <param name="EpochSteps">How many steps make an epoch, at least 1.</param>
public sealed record EpochSchedule(ILearningRateSchedule Epochs, int EpochSteps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => Epochs.At(baseRate, steps / EpochSteps);
}
