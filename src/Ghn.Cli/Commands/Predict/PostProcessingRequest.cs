using System.Diagnostics;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;

namespace Ghn.Cli.Commands.Predict;

/// <summary>What is to happen to predicted weights.</summary>
/// <param name="Kind">The word for it.</param>
/// <param name="Beta">The scale of the noise; 0 for none.</param>
/// <param name="FromLayer">The first layer to process.</param>
/// <param name="IsOrthogonal">Whether the weights become orthogonal after the noise.</param>
internal sealed record PostProcessingRequest(string Kind, double Beta, int FromLayer, bool IsOrthogonal)
{
    /// <summary>Changes the weights of a prediction.</summary>
    /// <exception cref="RequestException">A weight is not finite.</exception>
    public PostProcessingReport Apply(Network network, Prediction prediction, HyperNetworkConfiguration ghn, ulong seed) =>
        RequestException.Explaining(
            () => Process(network, prediction, ghn, seed), reason => $"{reason} Predict with --post none and look at the weights.");

    private PostProcessingReport Process(Network network, Prediction prediction, HyperNetworkConfiguration ghn, ulong seed)
    {
        long start = Stopwatch.GetTimestamp();
        var noise = new NoiseOptions(Beta, ghn.MaxOutChannels, FromLayer, seed);
        IReadOnlySet<string> kept = prediction.Kept;
        IReadOnlyList<NoisyWeight> noisy = Beta == 0 ? [] : GhnOrth.AddNoise(network, prediction.Weights, noise, kept);
        IReadOnlyList<OrthogonalWeight> orthogonal = IsOrthogonal
            ? GhnOrth.Orthogonalize(network, prediction.Weights, FromLayer, kept)
            : [];
        return new PostProcessingReport(this, noisy, orthogonal, Stopwatch.GetElapsedTime(start));
    }
}
