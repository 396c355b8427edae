namespace Ghn.Training.Evaluations;

/// <summary>How a network is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>
    /// Whether batch normalisation uses the statistics of each batch, as the GHN papers do, because predicted weights come without
    /// running statistics; otherwise it uses the model's running ones.
    /// </summary>
    public bool UsesBatchStatistics { get; init; } = true;

    /// <summary>What else the logits go into; null for nothing.</summary>
    public Ensemble? Ensemble { get; init; }

    /// <summary>Told, after each batch, what all batches so far have come to.</summary>
    public Action<Evaluation>? Progress { get; init; }
}
