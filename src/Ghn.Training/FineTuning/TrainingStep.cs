using Ghn.Training.Engine;

namespace Ghn.Training.FineTuning;

/// <summary>What a step of a training came to.</summary>
/// <param name="Number">How many steps are done, this one included.</param>
/// <param name="Epoch">The epoch it belongs to, from 0.</param>
/// <param name="Loss">The mean loss over its images, before the weights changed.</param>
/// <param name="LearningRate">The learning rate that they changed with.</param>
/// <param name="ImageCount">The number of its images.</param>
public readonly record struct TrainingStep(int Number, int Epoch, double Loss, double LearningRate, int ImageCount) : ITrainingStep
{
    /// <inheritdoc/>
    IReadOnlyList<double> ITrainingStep.Values => [Loss];

    /// <inheritdoc/>
    int ITrainingStep.ItemCount => ImageCount;
}
