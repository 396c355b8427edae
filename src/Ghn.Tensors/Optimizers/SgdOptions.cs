namespace Ghn.Tensors.Optimizers;

/// <summary>How <see cref="Sgd"/> descends; PyTorch's defaults, which has none for the learning rate.</summary>
/// <param name="LearningRate">The learning rate to begin with.</param>
public sealed record SgdOptions(double LearningRate)
{
    /// <summary>How much of the last step's direction is kept; 0 for none, usually 0.9.</summary>
    public double Momentum { get; init; }

    /// <summary>How much of a gradient, from the second on, is left out of the direction.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether each step looks ahead, by Nesterov's method; takes momentum without dampening.</summary>
    public bool IsNesterov { get; init; }

    /// <summary>How much of a parameter is added to its gradient: the strength of an L2 penalty.</summary>
    public double WeightDecay { get; init; }
}
