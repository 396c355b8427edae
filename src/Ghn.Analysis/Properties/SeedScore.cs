using Ghn.Analysis.Regression;

namespace Ghn.Analysis.Properties;

/// <summary>How well one predictor of a property orders the test networks.</summary>
/// <param name="Seed">The seed that it depends on; null for the order in which the networks came.</param>
/// <param name="Parameters">The parameters that were chosen; null for a predictor that has none.</param>
/// <param name="Predictions">What it predicts for the test networks, rounded where the property is.</param>
/// <param name="Tau">Kendall's τ-b of truth and prediction; NaN where all predictions are equal, which no order follows from.</param>
public sealed record SeedScore(int? Seed, SvrParameters? Parameters, IReadOnlyList<double> Predictions, double Tau);
