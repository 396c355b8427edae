namespace Ghn.Tensors.Optimizers;

/// <summary>How <see cref="RmsProp"/> descends; PyTorch's defaults.</summary>
public sealed record RmsPropOptions
{
    /// <summary>The learning rate to begin with.</summary>
    public double LearningRate { get; init; } = 1e-2;

    /// <summary>How much of the running mean of the squared gradients each step keeps; PyTorch's alpha.</summary>
    public double Smoothing { get; init; } = 0.99;

    /// <summary>What is added to the root of the mean square, against division by zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much of the last step's direction is kept; 0 for none.</summary>
    public double Momentum { get; init; }

    /// <summary>How much of a parameter is added to its gradient: the strength of an L2 penalty.</summary>
    public double WeightDecay { get; init; }
}
