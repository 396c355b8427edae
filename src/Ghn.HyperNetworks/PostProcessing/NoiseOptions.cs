using Ghn.HyperNetworks.Configuration;

namespace Ghn.HyperNetworks.PostProcessing;

/// <summary>What can be chosen of the noise of GHN-orth.</summary>
/// <param name="Beta">The scale β of the noise, at least 0; GHN-3 adds noise of 10⁻⁵ (its paper, 5.2), GHN-orth tunes it.</param>
/// <param name="DecodedSize">
/// The largest block of channels that the GHN decodes (<see cref="HyperNetworkConfiguration.MaxOutChannels"/>): what lies beyond
/// is a copy and gets noise.
/// </param>
/// <param name="FromLayer">The first layer to process, by its index in <see cref="GhnOrth.Layers"/>.</param>
/// <param name="Seed">The seed of the noise.</param>
public sealed record NoiseOptions(double Beta, int DecodedSize, int FromLayer = 0, ulong Seed = 0);
