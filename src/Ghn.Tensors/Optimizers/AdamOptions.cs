namespace Ghn.Tensors.Optimizers;

/// <summary>How <see cref="Adam"/> descends; PyTorch's defaults.</summary>
public sealed record AdamOptions
{
    /// <summary>The learning rate to begin with.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How much of the running mean of the gradients each step keeps.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the running mean of the squared gradients each step keeps.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What is added to the root of the mean square, against division by zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// The strength of the pull towards zero. PyTorch's default is 0 for Adam and 0.01 for AdamW; here it is 0 for both.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Whether weights decay by themselves, at the learning rate times <see cref="WeightDecay"/>, as in AdamW, rather than through
    /// their gradients.
    /// </summary>
    public bool DecouplesWeightDecay { get; init; }

    /// <summary>Whether steps divide by the greatest mean square so far instead of the current one: the AMSGrad variant.</summary>
    public bool IsAmsGrad { get; init; }
}
