namespace Ghn.HyperNetworks;

/// <summary>What can be chosen of a prediction.</summary>
/// <param name="Seed">The seed of everything that is left to standard initialisation.</param>
public sealed record PredictionOptions(ulong Seed = 0);
