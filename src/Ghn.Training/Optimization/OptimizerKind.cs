namespace Ghn.Training.Optimization;

/// <summary>What changes the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Adam whose weights decay by themselves.</summary>
    AdamW,
}
