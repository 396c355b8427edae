namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>
/// Leads the rate down half a cosine; PyTorch's <c>CosineAnnealingLR</c>. Past the end it climbs up again, as PyTorch's does.
/// </summary>
/// <param name="Steps">After how many steps the final rate is reached, at least 1.</param>
/// <param name="FinalRate">The final rate.</param>
public sealed record CosineSchedule(int Steps, double FinalRate = 0) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) =>
        FinalRate + ((baseRate - FinalRate) * (1 + Math.Cos(Math.PI * steps / Steps)) / 2);
}
