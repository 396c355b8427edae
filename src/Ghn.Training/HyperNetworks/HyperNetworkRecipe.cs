using Ghn.Tensors.Optimizers.Schedules;

namespace Ghn.Training.HyperNetworks;

/// <summary>How a GHN is trained, apart from its data and its start; <see cref="HyperNetworkRecipes"/> has the papers'.</summary>
public sealed record HyperNetworkRecipe
{
    /// <summary>How many networks make a step.</summary>
    public int MetaBatch { get; init; } = 8;

    /// <summary>How many images make a step; every network of the step sees them all.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>How many times the training images are seen.</summary>
    public int Epochs { get; init; } = 75;

    /// <summary>The learning rate before the schedule changes it, above 0.</summary>
    public double LearningRate { get; init; } = 4e-4;

    /// <summary>The strength of the pull towards zero.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Whether the parameters decay by themselves (AdamW), not through the gradient (Adam).</summary>
    public bool DecouplesWeightDecay { get; init; } = true;

    /// <summary>How the learning rate changes from epoch to epoch.</summary>
    public HyperNetworkSchedule Schedule { get; init; } = HyperNetworkSchedule.WarmUpCosine;

    /// <summary>How much the norms of predicted parameters count in the loss: γ (GHN-3 paper, Eq. 10).</summary>
    public double Regularization { get; init; } = 3e-5;

    /// <summary>How much of the wanted distribution is spread over all classes, from 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The greatest norm of the GHN's gradient.</summary>
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">How many steps are done.</param>
    /// <param name="stepsPerEpoch">How many steps make an epoch, at least 1.</param>
    public double LearningRateAt(int step, int stepsPerEpoch) => Schedule switch
    {
        HyperNetworkSchedule.WarmUpCosine when Epochs > WarmUpEpochs =>
            new WarmUpCosineSchedule(Epochs, WarmUpEpochs).At(LearningRate, step / stepsPerEpoch),
        HyperNetworkSchedule.Steps => new MultiStepSchedule([Epochs * 2 / 3, Epochs * 5 / 6]).At(LearningRate, step / stepsPerEpoch),
        HyperNetworkSchedule.LateSteps => new MultiStepSchedule([Epochs * 2 / 3, Epochs * 14 / 15]).At(LearningRate, step / stepsPerEpoch),
        HyperNetworkSchedule.StepCosine => StepCosine(checked(Epochs * stepsPerEpoch)).At(LearningRate, step),
        _ => LearningRate,
    };

    private const int WarmUpEpochs = 5;
    private const int WarmUpShare = 50;

    private static ILearningRateSchedule StepCosine(int steps) =>
        steps > WarmUpShare ? new WarmUpCosineSchedule(steps, steps / WarmUpShare) : new ConstantSchedule();
}

/// <summary>How the learning rate of a GHN changes.</summary>
public enum HyperNetworkSchedule
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>
    /// To a tenth after two thirds of the epochs, and again after five sixths (GHN-1, GHN-2 and MLP: at 200 and 250 of 300).
    /// </summary>
    Steps,

    /// <summary>
    /// To a tenth after two thirds of the epochs, and again after fourteen fifteenths (GHN-2 on ImageNet: at 100 and 140 of 150).
    /// </summary>
    LateSteps,

    /// <summary>
    /// From epoch to epoch, up along a line for five of them, then down half a cosine to zero (GHN-3). Of five epochs or less, not at all.
    /// </summary>
    WarmUpCosine,

    /// <summary>
    /// From step to step, up along a line for a fiftieth of them, then down half a cosine to zero: for trainings of a few epochs.
    /// </summary>
    StepCosine,
}
