using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Predicted weights, with noise if its scale is given, and orthogonal filters after it if a first layer is given.</summary>
internal sealed class PredictedInitialization(HyperNetwork ghn, double? beta = null, int? fromLayer = null) : Initialization
{
    public override string Name => fromLayer is null ? "ghn" : "ghn-orth";

    public override StateDict Create(Network network, ulong seed)
    {
        StateDict weights = ghn.Predict(network, new PredictionOptions(seed)).Weights;
        if (beta is double scale)
        {
            PostProcessing.AddNoise(network, weights, new NoiseOptions(scale, ghn.Configuration.MaxOutChannels, Seed: seed));
        }

        if (fromLayer is int first)
        {
            PostProcessing.Orthogonalize(network, weights, first);
        }

        return weights;
    }
}
