namespace Ghn.Training.Evaluations.Splits;

/// <summary>How well a network of a split does with weights of some origin.</summary>
/// <param name="Split">What the network is counted among.</param>
/// <param name="Index">Its place there; null where it stands for itself.</param>
/// <param name="Method">How it came by its weights.</param>
/// <param name="ParameterCount">The number of its parameters.</param>
/// <param name="NodeCount">The number of nodes of its computational graph.</param>
/// <param name="Evaluation">How well it classifies.</param>
/// <param name="Time">How long weights and evaluation took, on one thread where others worked beside it.</param>
/// <param name="Failure">Why images count as wrong that were not classified at all; null if all were.</param>
public sealed record SplitScore(
    string Split,
    int? Index,
    string Method,
    long ParameterCount,
    int NodeCount,
    Evaluation Evaluation,
    TimeSpan Time,
    string? Failure = null)
{
    /// <summary>What people call the network: <c>test#7</c>.</summary>
    public string Name => EvaluatedArchitecture.NameOf(Split, Index);
}
