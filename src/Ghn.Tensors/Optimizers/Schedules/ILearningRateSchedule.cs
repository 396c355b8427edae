namespace Ghn.Tensors.Optimizers.Schedules;

/// <summary>
/// How the learning rate changes in the course of training. A schedule is a function: it remembers nothing, so
/// training continues at any step as if it had never stopped.
/// </summary>
public interface ILearningRateSchedule
{
    /// <summary>The learning rate after some steps.</summary>
    /// <param name="baseRate">The learning rate that the schedule modulates.</param>
    /// <param name="steps">How many steps of the schedule are done: epochs or iterations, as the caller counts; 0 at the start.</param>
    double At(double baseRate, int steps);
}
