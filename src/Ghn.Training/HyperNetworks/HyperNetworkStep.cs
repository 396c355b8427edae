using Ghn.Training.Engine;

namespace Ghn.Training.HyperNetworks;

/// <summary>What a step of the training of a GHN came to.</summary>
/// <param name="Loss">What was made small: the mean over the networks of cross-entropy and regularisation.</param>
/// <param name="Networks">What became of each network, in order.</param>
/// <param name="GradientNorm">The norm of the GHN's gradient before it was clipped; not a number if a loss was not finite.</param>
/// <param name="IsSkipped">Whether the GHN was left as it was, because the loss or its gradient was not finite.</param>
public sealed record HyperNetworkStep(double Loss, IReadOnlyList<PredictedNetworkResult> Networks, double GradientNorm, bool IsSkipped)
    : ITrainingStep
{
    /// <summary>The mean cross-entropy of the networks, in nats.</summary>
    public double CrossEntropy => Networks.Count == 0 ? double.NaN : Networks.Average(network => network.CrossEntropy);

    /// <summary>The share of images that the networks classify right.</summary>
    public double Accuracy => Networks.Count == 0 ? double.NaN : Networks.Average(network => network.Accuracy);

    /// <inheritdoc/>
    IReadOnlyList<double> ITrainingStep.Values => [Loss, CrossEntropy, Accuracy, GradientNorm];

    /// <inheritdoc/>
    int ITrainingStep.ItemCount => Networks.Count;
}

/// <summary>What became of a network with predicted parameters on a batch of images.</summary>
/// <param name="CrossEntropy">Its mean cross-entropy, in nats.</param>
/// <param name="SumOfNorms">The sum of the Euclidean norms of its predicted parameters; 0 where they do not count.</param>
/// <param name="Accuracy">The share of images that it classifies right.</param>
public readonly record struct PredictedNetworkResult(double CrossEntropy, double SumOfNorms, double Accuracy);
