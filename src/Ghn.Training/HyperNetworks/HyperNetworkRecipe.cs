using System.Globalization;
using Ghn.Training.Optimization;

namespace Ghn.Training.HyperNetworks;

/// <summary>How a GHN is trained, apart from its data and its start; <see cref="HyperNetworkRecipes"/> has the papers'.</summary>
public sealed record HyperNetworkRecipe : OptimizationRecipe
{
    /// <summary>GHN-3's, on images as small as CIFAR's.</summary>
    public HyperNetworkRecipe()
    {
        Optimizer = OptimizerKind.AdamW;
        LearningRate = 4e-4;
        WeightDecay = 1e-2;
        Schedule = TrainingSchedule.WarmUpCosine;
        BatchSize = 64;
        MaxGradientNorm = 5;
    }

    /// <summary>How many networks make a step; each of them sees all images of the step.</summary>
    public int MetaBatch { get; init; } = 8;

    /// <summary>How many times the training images are seen.</summary>
    public int Epochs { get; init; } = 75;

    /// <summary>How much the norms of predicted parameters count in the loss: γ (GHN-3 paper, Eq. 10).</summary>
    public double Regularization { get; init; } = 3e-5;

    /// <inheritdoc/>
    public override int StepCount(int epochSteps) => checked(Epochs * epochSteps);

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">How many steps are done.</param>
    /// <param name="stepsPerEpoch">How many steps make an epoch, at least 1.</param>
    public double LearningRateAt(int step, int stepsPerEpoch) => ScheduleOver(stepsPerEpoch).At(LearningRate, step);

    /// <summary>The recipe in a line, in the form in which folders of runs and files of GHNs have always held it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(HyperNetworkRecipe)} {{ MetaBatch = {MetaBatch}, BatchSize = {BatchSize}, Epochs = {Epochs}, "
        + $"LearningRate = {LearningRate}, WeightDecay = {WeightDecay}, DecouplesWeightDecay = {Optimizer == OptimizerKind.AdamW}, "
        + $"Schedule = {Schedule}, Regularization = {Regularization}, LabelSmoothing = {LabelSmoothing}, "
        + $"MaxGradientNorm = {MaxGradientNorm} }}");
}
