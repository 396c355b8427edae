using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>Predicted weights, with post-processing if a scale of its noise is given.</summary>
internal sealed class PredictedInitialization(HyperNetwork ghn, double? beta) : Initialization
{
    public override string Name => beta is null ? "ghn" : "ghn-orth";

    public override StateDict Create(Network network, ulong seed)
    {
        StateDict weights = ghn.Predict(network, new PredictionOptions(seed)).Weights;
        if (beta is double scale)
        {
            PostProcessing.AddNoise(network, weights, new NoiseOptions(scale, ghn.Configuration.MaxOutChannels, Seed: seed));
            PostProcessing.Orthogonalize(network, weights);
        }

        return weights;
    }
}
