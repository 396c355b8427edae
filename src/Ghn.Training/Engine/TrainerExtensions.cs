namespace Ghn.Training.Engine;

/// <summary>What trainers of all kinds do.</summary>
public static class TrainerExtensions
{
    /// <summary>Trains on, up to a step, without a folder.</summary>
    /// <param name="trainer">What trains.</param>
    /// <param name="until">The number of steps that are to be done in all; nothing happens if they are.</param>
    /// <param name="progress">Called after each step; what is trained may be evaluated there, but not changed.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="Runs.TrainingDivergedException">A loss is not finite, or more of them than the trainer puts up with.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped; the steps so far count.</exception>
    public static void Run<TStep>(
        this ITrainer<TStep> trainer, int until, Action<TStep>? progress = null, CancellationToken cancellation = default)
        where TStep : ITrainingStep
    {
        ArgumentNullException.ThrowIfNull(trainer);
        foreach (Func<TStep> complete in trainer.Steps(until, cancellation))
        {
            TStep step = complete();
            progress?.Invoke(step);
        }
    }
}
