using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>Where an entry of a predicted state dict comes from.</summary>
/// <param name="Name">The name of the entry.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Origin">Where its values come from.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record PredictedParameter(string Name, Shape Shape, ParameterOrigin Origin, string Reason);

/// <summary>Where values come from.</summary>
public enum ParameterOrigin
{
    /// <summary>Every value was decoded.</summary>
    Predicted,

    /// <summary>A part was decoded, the rest repeats or interpolates it.</summary>
    Tiled,

    /// <summary>The GHN does not predict the parameter; it starts as it would without a GHN.</summary>
    StandardInitialization,

    /// <summary>The parameter stays as the network's given weights have it: the GHN does not predict it, or was asked not to.</summary>
    Kept,

    /// <summary>A buffer in its initial state; nothing to predict.</summary>
    Buffer,
}
