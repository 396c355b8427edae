using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>How a network runs where training and use differ.</summary>
public sealed record ExecutionMode
{
    /// <summary>As a network is used: running statistics, no randomness, the logits alone.</summary>
    public static ExecutionMode Evaluation { get; } = new();

    /// <summary>As a network is trained: the batch's statistics, which move the running ones, dropout, and auxiliary heads.</summary>
    public static ExecutionMode Training { get; } = new()
    {
        UsesBatchStatistics = true,
        UpdatesRunningStatistics = true,
        DropsOut = true,
        HasAuxiliaryOutputs = true,
    };

    /// <summary>Whether batch normalisation uses the statistics of the batch rather than the running ones.</summary>
    public bool UsesBatchStatistics { get; init; }

    /// <summary>Whether the statistics of the batch, where they are used, move the running ones.</summary>
    public bool UpdatesRunningStatistics { get; init; }

    /// <summary>How far the running statistics move towards the batch's, from 0 to 1; by each layer's own momentum unless given.</summary>
    public double? Momentum { get; init; }

    /// <summary>Whether dropout and stochastic depth drop anything.</summary>
    public bool DropsOut { get; init; }

    /// <summary>Whether auxiliary heads run, too.</summary>
    public bool HasAuxiliaryOutputs { get; init; }

    /// <summary>
    /// Given each node, by its index, and its value as soon as it is there, before another node may write over it; gives what goes on in
    /// its place: the same, or what it has recorded of it. Nodes then run one by one, so that none is passed over. Null for nobody.
    /// </summary>
    public Func<int, Variable, Variable>? Interceptor { get; init; }

    /// <summary>What dropout and stochastic depth depend on; a training step takes another one than the last.</summary>
    public ulong Seed { get; init; }
}
