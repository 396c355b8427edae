namespace Ghn.Training.Engine;

/// <summary>How often a training does what is not training.</summary>
public sealed record TrainingIntervals
{
    /// <summary>How many evaluations a training has when nothing else is said.</summary>
    private const int DefaultEvaluations = 10;

    /// <summary>After how many steps, each time, a row goes into the log.</summary>
    public int LogSteps { get; init; } = 20;

    /// <summary>
    /// After how many steps, each time, what is trained is evaluated, if it ever is; null for ten times in all. It always is at the end.
    /// </summary>
    public int? EvaluationSteps { get; init; }

    /// <summary>After how much time, each time, a checkpoint is saved. It always is when the training is interrupted.</summary>
    public TimeSpan CheckpointTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether there is to be an evaluation after a step.</summary>
    internal bool IsEvaluationDue(int step, int stepCount) =>
        step == stepCount
            || (step > 0 && step % (EvaluationSteps ?? Math.Max(1, (stepCount + DefaultEvaluations - 1) / DefaultEvaluations)) == 0);

    /// <summary>Whether a row goes into the log after a step, evaluations apart.</summary>
    internal bool IsRowDue(int step) => step > 0 && step % LogSteps == 0;
}
