using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Runs;

namespace Ghn.Training.Engine;

/// <summary>
/// A kind of training, as a <see cref="TrainingRun{TStep}"/> sees it: its steps, what they change, and what its log tells. Whatever is
/// saved between two steps and restored in another process continues as if nothing had been.
/// </summary>
/// <typeparam name="TStep">What a step comes to.</typeparam>
public interface ITrainer<TStep>
    where TStep : ITrainingStep
{
    /// <summary>How many steps are done.</summary>
    int StepsDone { get; }

    /// <summary>How many steps there are to do.</summary>
    int StepCount { get; }

    /// <summary>The images, with which a training that is taken up must go on; null where there are none.</summary>
    IImageDataset? Dataset => null;

    /// <summary>All tensors that steps change: those in use, not copies.</summary>
    StateDict State { get; }

    /// <summary>All numbers that steps change, <see cref="StepsDone"/> apart, by the names that checkpoints hold them under.</summary>
    IReadOnlyDictionary<string, object?> Counts => new Dictionary<string, object?>();

    /// <summary>What a row of the log tells, besides the step.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// Makes steps, one for each element. The long part of a step is done when the element is there, and has changed nothing that a
    /// checkpoint keeps; whoever takes the element calls it, which does the rest, and only then asks for the next one.
    /// </summary>
    /// <param name="until">The number of steps that are to be done in all; there are no elements if they are.</param>
    /// <param name="cancellation">Ends the training between two steps, or within the long part of one.</param>
    /// <exception cref="OperationCanceledException">The training was stopped; the steps so far count.</exception>
    IEnumerable<Func<TStep>> Steps(int until, CancellationToken cancellation);

    /// <summary>What counts for the log; a new one, at its start.</summary>
    TrainingMeter CreateMeter();

    /// <summary>A row of the log.</summary>
    /// <param name="meter">What was counted since the last row.</param>
    /// <param name="score">What an evaluation came to; null if there was none.</param>
    /// <returns>A value for each of the <see cref="Columns"/>; null where there is none.</returns>
    IReadOnlyList<double?> Row(TrainingMeter meter, double? score);

    /// <summary>Takes a training up where it was saved.</summary>
    /// <param name="state">What <see cref="State"/> was; it is copied.</param>
    /// <param name="stepsDone">What <see cref="StepsDone"/> was, from 0 to <see cref="StepCount"/>.</param>
    /// <param name="counts">What <see cref="Counts"/> were, among others.</param>
    /// <exception cref="ArgumentException">The state is of another training.</exception>
    /// <exception cref="InvalidFileException">The counts contradict the number of steps.</exception>
    void Restore(StateDict state, int stepsDone, CheckpointMetadata counts);
}
