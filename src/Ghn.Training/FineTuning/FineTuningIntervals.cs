namespace Ghn.Training.FineTuning;

/// <summary>How often a training does what is not training.</summary>
public sealed record FineTuningIntervals
{
    /// <summary>How many evaluations a training has when nothing else is said.</summary>
    private const int UsualEvaluations = 10;

    /// <summary>After how many steps, each time, a row goes into the log.</summary>
    public int LogSteps { get; init; } = 20;

    /// <summary>After how many steps, each time, the network is evaluated; null for ten times in all. It always is at the end.</summary>
    public int? EvaluationSteps { get; init; }

    /// <summary>After how much time, each time, a checkpoint is saved. It always is when the training is interrupted.</summary>
    public TimeSpan CheckpointTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the network is evaluated after a step.</summary>
    internal bool IsEvaluationDue(int step, int stepCount) =>
        step == stepCount
            || (step > 0 && step % (EvaluationSteps ?? Math.Max(1, (stepCount + UsualEvaluations - 1) / UsualEvaluations)) == 0);

    /// <summary>Whether a row goes into the log after a step.</summary>
    internal bool IsReportDue(int step, int stepCount) => (step > 0 && step % LogSteps == 0) || IsEvaluationDue(step, stepCount);
}
