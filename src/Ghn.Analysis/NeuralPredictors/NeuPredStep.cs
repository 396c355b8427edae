using Ghn.Training.Engine;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>What a step of training a NeuPred came to.</summary>
/// <param name="Loss">The mean squared error of its networks, before the weights changed.</param>
/// <param name="ItemCount">How many networks it took.</param>
public readonly record struct NeuPredStep(double Loss, int ItemCount) : ITrainingStep
{
    /// <inheritdoc/>
    IReadOnlyList<double> ITrainingStep.Values => [Loss];
}
