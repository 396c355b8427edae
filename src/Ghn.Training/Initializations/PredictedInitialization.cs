using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Training.Initializations;

/// <summary>Predicted weights, with noise if its scale is given, and orthogonal filters after it if a first layer is given.</summary>
internal sealed class PredictedInitialization(
    HyperNetwork ghn, StateDict? given, double? beta = null, int? fromLayer = null) : Initialization
{
    public override string Name => fromLayer is null ? "ghn" : "ghn-orth";

    public override StateDict Create(Network network, ulong seed)
    {
        Prediction prediction = ghn.Predict(network, new PredictionOptions(seed) { Given = given });
        StateDict weights = prediction.Weights;
        IReadOnlySet<string> kept = prediction.Kept;
        if (beta is double scale)
        {
            GhnOrth.AddNoise(network, weights, new NoiseOptions(scale, ghn.Configuration.MaxOutChannels, Seed: seed), kept);
        }

        if (fromLayer is int first)
        {
            GhnOrth.Orthogonalize(network, weights, first, kept);
        }

        return weights;
    }
}
