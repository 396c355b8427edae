using Ghn.Cli.Commands.Predict;
using Ghn.Cli.Networks;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Cli.Commands.Eval;

/// <summary>Weights that a GHN predicts.</summary>
internal sealed class PredictedWeights(
    Terminal terminal, string file, HyperNetwork ghn, IReadOnlyList<PostProcessingRequest?> post, ulong seed) : WeightsSource
{
    public override string Description => $"predicted by {ConfigurationText.Describe(ghn.Configuration)}, from {file}";

    public override string NameOf(int index) => file;

    public override StateDict Load(int index, LoadedNetwork loaded)
    {
        Network network = loaded.Network;
        terminal.Progress($"Predicting {network.Name}");
        Prediction prediction = ghn.Predict(network, new PredictionOptions(seed) { Given = loaded.OwnWeights });
        post[index]?.Apply(network, prediction, ghn.Configuration, seed);
        return prediction.Weights;
    }

    public override IEnumerable<string> WarningsOf(LoadedNetwork network) =>
        NetworkWarnings.OfPrediction(network, ghn.Configuration.ClassCount, ghn.TrainingImageSize);

    public override void Dispose()
    {
        ghn.Dispose();
        base.Dispose();
    }
}
