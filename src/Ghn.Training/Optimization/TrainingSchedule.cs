using Ghn.Tensors.Optimizers.Schedules;

namespace Ghn.Training.Optimization;

/// <summary>
/// How the learning rate changes in the course of a training, whatever its length: over a number of steps it becomes an
/// <see cref="ILearningRateSchedule"/>. All that there are stand here, one to a property.
/// </summary>
public sealed record TrainingSchedule
{
    private const double DefaultStepEpochs = 30;
    private const int WarmUpEpochs = 5;
    private const int WarmUpShare = 50;

    private readonly Func<TrainingSchedule, int, int, ILearningRateSchedule> _over;

    private TrainingSchedule(string name, string word, Func<TrainingSchedule, int, int, ILearningRateSchedule> over) =>
        (Name, Word, _over) = (name, word, over);

    /// <summary>Not at all.</summary>
    public static TrainingSchedule Constant { get; } = new("Constant", "constant", (_, _, _) => new ConstantSchedule());

    /// <summary>To a tenth, every thirty epochs.</summary>
    public static TrainingSchedule Step { get; } = StepEvery(DefaultStepEpochs);

    /// <summary>Half a cosine down to zero, at every step.</summary>
    public static TrainingSchedule Cosine { get; } = new("Cosine", "cosine", (_, steps, _) => new CosineSchedule(steps));

    /// <summary>
    /// To a tenth after two thirds of the epochs, and again after five sixths (GHN-1, GHN-2 and MLP: at 200 and 250 of 300).
    /// </summary>
    public static TrainingSchedule Steps { get; } = new("Steps", "steps", (_, steps, epochSteps) =>
        ByEpochs(steps, epochSteps, epochs => new MultiStepSchedule([epochs * 2 / 3, epochs * 5 / 6])));

    /// <summary>
    /// To a tenth after two thirds of the epochs, and again after fourteen fifteenths (GHN-2 on ImageNet: at 100 and 140 of 150).
    /// </summary>
    public static TrainingSchedule LateSteps { get; } = new("LateSteps", "late-steps", (_, steps, epochSteps) =>
        ByEpochs(steps, epochSteps, epochs => new MultiStepSchedule([epochs * 2 / 3, epochs * 14 / 15])));

    /// <summary>
    /// From epoch to epoch, up along a line for five of them, then down half a cosine to zero (GHN-3). Of five epochs or less, not at all.
    /// </summary>
    public static TrainingSchedule WarmUpCosine { get; } = new("WarmUpCosine", "cosine", (_, steps, epochSteps) =>
        ByEpochs(steps, epochSteps, epochs => WarmUpThenCosine(epochs, WarmUpEpochs, needed: WarmUpEpochs)));

    /// <summary>
    /// From step to step, up along a line for a fiftieth of them, then down half a cosine to zero: for trainings of a few epochs.
    /// </summary>
    public static TrainingSchedule StepCosine { get; } = new("StepCosine", "step-cosine", (_, steps, _) =>
        WarmUpThenCosine(steps, steps / WarmUpShare, needed: WarmUpShare));

    /// <summary>Those that networks are trained by.</summary>
    public static IReadOnlyList<TrainingSchedule> OfNetworks { get; } = [Constant, Step, Cosine];

    /// <summary>Those that GHNs are trained by.</summary>
    public static IReadOnlyList<TrainingSchedule> OfHyperNetworks { get; } = [Constant, Steps, LateSteps, WarmUpCosine, StepCosine];

    /// <summary>What the files of runs call it.</summary>
    public string Name { get; }

    /// <summary>What people call it, among <see cref="OfNetworks"/> or <see cref="OfHyperNetworks"/>.</summary>
    public string Word { get; }

    /// <summary>After how many epochs, each time, <see cref="Step"/> divides the rate by ten; null for others.</summary>
    public double? StepEpochs { get; private init; }

    /// <summary>To a tenth, every so many epochs.</summary>
    public static TrainingSchedule StepEvery(double epochs) => new("Step", "step", (schedule, _, epochSteps) =>
        new StepSchedule(Math.Max(1, (int)Math.Round(schedule.StepEpochs!.Value * epochSteps))))
    {
        StepEpochs = epochs,
    };

    /// <summary>The learning rates of a training.</summary>
    /// <param name="steps">How many steps it has, at least 1.</param>
    /// <param name="epochSteps">How many steps make an epoch, at least 1.</param>
    public ILearningRateSchedule Over(int steps, int epochSteps) => _over(this, steps, epochSteps);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static EpochSchedule ByEpochs(int steps, int epochSteps, Func<int, ILearningRateSchedule> over) =>
        new(over(steps / epochSteps), epochSteps);

    private static ILearningRateSchedule WarmUpThenCosine(int length, int warmUp, int needed) =>
        length > needed ? new WarmUpCosineSchedule(length, warmUp) : new ConstantSchedule();
}
