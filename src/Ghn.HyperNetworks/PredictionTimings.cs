namespace Ghn.HyperNetworks;

/// <summary>How long the stages of a prediction took.</summary>
/// <param name="Graph">Building the computational graph and its shortest paths.</param>
/// <param name="Encoding">Embedding the nodes.</param>
/// <param name="Decoding">Computing the parameters.</param>
public sealed record PredictionTimings(TimeSpan Graph, TimeSpan Encoding, TimeSpan Decoding)
{
    /// <summary>All stages together.</summary>
    public TimeSpan Total => Graph + Encoding + Decoding;
}
