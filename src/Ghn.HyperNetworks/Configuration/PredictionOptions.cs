using Ghn.Tensors;

namespace Ghn.HyperNetworks.Configuration;

/// <summary>What can be chosen of a prediction.</summary>
/// <param name="Seed">The seed of everything that is left to standard initialisation.</param>
public sealed record PredictionOptions(ulong Seed = 0)
{
    /// <summary>
    /// Weights that the network has already, under its names and in its shapes, such as those of the file that it came in: parameters
    /// that the GHN does not predict stay as they are there, rather than being drawn anew. Running statistics belong to the weights that
    /// are replaced, and start anew. Null for none.
    /// </summary>
    public StateDict? Given { get; init; }

    /// <summary>
    /// Which entries, by their names, stay as <see cref="Given"/> has them, though the GHN could predict them; null for none.
    /// </summary>
    public Predicate<string>? Keeps { get; init; }
}
