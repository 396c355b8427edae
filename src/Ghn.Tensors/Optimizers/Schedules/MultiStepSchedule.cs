namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>Multiplies the rate by a factor at each milestone; PyTorch's <c>MultiStepLR</c>.</summary>
/// <param name="Milestones">After how many steps; a milestone that stands twice counts twice.</param>
/// <param name="Factor">The factor.</param>
public sealed record MultiStepSchedule(IReadOnlyList<int> Milestones, double Factor = 0.1) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(double baseRate, int steps) => baseRate * Math.Pow(Factor, Milestones.Count(milestone => milestone <= steps));
}
