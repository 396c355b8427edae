using Ghn.Networks;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary>What there is to say about the evaluation of a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="Weights">The file of its weights, or that of the GHN.</param>
/// <param name="BatchNorm">The statistics that batch normalisation went by; null where there is none.</param>
/// <param name="Evaluation">How well it classifies.</param>
/// <param name="Time">How long that took.</param>
internal sealed record EvalRow(Network Network, string Weights, string? BatchNorm, Evaluation Evaluation, TimeSpan Time)
{
    /// <summary>How many images were classified in a second.</summary>
    public double ImagesPerSecond => Evaluation.Count / Time.TotalSeconds;

    /// <summary>What the user may not expect.</summary>
    public IEnumerable<string> Warnings => Evaluation.NotFinite > 0
        ? [$"{Network.Name} gives logits that are not finite for {Evaluation.NotFinite} of {Evaluation.Count} images; they count as wrong."]
        : [];
}
