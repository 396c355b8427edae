using Ghn.Analysis.Weights;

namespace Ghn.Cli.Commands.Analyze;

/// <summary>What is seen of a layer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ActivationVariance">The variance of what comes out of it; null without images.</param>
/// <param name="Correlation">How alike its output channels are.</param>
internal sealed record AnalyzedLayer(string Name, double? ActivationVariance, ChannelCorrelation Correlation);
