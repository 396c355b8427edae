using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.DeepNets;
using Ghn.Networks.Execution;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>A GHN-3 predicts four networks of cells, which then give the logits that the reference has from its own prediction.</summary>
public class DeepNetPredictionTests
{
    private static readonly Dictionary<string, JsonElement> Cases =
        GoldenFiles.Json<Dictionary<string, JsonElement>>("deepnets", "logits.json.gz");

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Logits_of_predicted_networks_equal_the_reference(string name)
    {
        Network network = DeepNetJson.Parse(Cases[name], name).ToNetwork(10, 32);
        using HyperNetwork hyperNetwork = GoldenCheckpoints.Load("ghn3_train_c10");
        using Prediction prediction = hyperNetwork.Predict(network);
        using var model = new Model(network, prediction.Weights);
        float[] pixels = NumpyFile.ReadEntry(Repository.Golden("training", "inputs.npz"), "x");
        using Tensor images = Tensor.From<float>(pixels, [pixels.Length / (3 * 32 * 32), 3, 32, 32]);
        using Tensor logits = model.Predict(images, ExecutionMode.Evaluation with { UsesBatchStatistics = true });
        float[][] expected = Cases[name].GetProperty("logits").Deserialize<float[][]>()!;
        Distance.AssertRelative(1e-4, [.. expected.SelectMany(row => row)], logits.Values, name);
    }
}
