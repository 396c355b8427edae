using System.Text.Json;
using Ghn.Analysis.NeuralPredictors;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Training.Engine;

namespace Ghn.Analysis.Tests.NeuralPredictors;

/// <summary>NeuPred against the public code: <c>tests/Golden/analysis/neupred</c>.</summary>
public sealed class NeuPredGoldenTests : IDisposable
{
    private readonly Checkpoint _tensors = StateDictFile.Load(Repository.Golden("analysis", "neupred", "neupred.npz"));

    public static TheoryData<string> Cases { get; } = ["nasbench_like", "nasbench_small", "deepnets"];

    public void Dispose() => _tensors.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_the_public_codes(string name)
    {
        JsonElement golden = Golden(name);
        using NeuPred model = Model(golden);
        PredictorGraph[] graphs = Graphs(golden);
        Assert.All(
            golden.GetProperty("outputs_f64").Floats().Zip(graphs),
            pair => Assert.Equal(pair.First, model.Predict(pair.Second), 1e-7));

        double[] targets = golden.GetProperty("targets").Floats();
        using var trainer = new NeuPredTrainer(model, graphs, targets, new NeuPredRecipe { BatchSize = 1 }, seed: 0);
        using StateDict gradients = [];
        foreach ((string weight, Tensor value) in model.Weights)
        {
            Tensor zeros = Tensor.Allocate(value.Shape);
            zeros.Values.Clear();
            gradients.Add(weight, zeros);
        }

        double loss = trainer.AddGradients([.. Enumerable.Range(0, graphs.Length)], gradients, dropout: 0);
        Assert.Equal(golden.GetProperty("mse").GetDouble(), loss, 1e-6);
        foreach ((string weight, Tensor gradient) in gradients)
        {
            float[] values = [.. gradient.Values];
            double norm = golden.GetProperty("grad_norms_f64").GetProperty(weight).GetDouble();
            Assert.Equal(norm, Math.Sqrt(values.Sum(value => (double)value * value)), 1e-5 * norm);
            double[] samples = golden.GetProperty("grad_samples_f64").GetProperty(weight).Floats();
            Assert.All(samples.Index(), sample => Assert.Equal(
                sample.Item, values[(int)((long)sample.Index * (values.Length - 1) / (samples.Length - 1))], 1e-5 * norm));
        }

        Array.ForEach(graphs, graph => graph.Dispose());
    }

    [Fact]
    public void A_training_goes_as_the_public_codes()
    {
        JsonElement golden = Golden("nasbench_small");
        JsonElement trace = golden.GetProperty("training_trace");
        using NeuPred model = Model(golden);
        PredictorGraph[] graphs = Graphs(golden);
        var recipe = new NeuPredRecipe
        {
            BatchSize = trace.GetProperty("batch_size").GetInt32(),
            Epochs = trace.GetProperty("epochs").GetInt32(),
            LearningRate = trace.GetProperty("base_lr").GetDouble(),
            WeightDecay = trace.GetProperty("weight_decay").GetDouble(),
            Dropout = 0,
            IsShuffled = false,
        };
        using var trainer = new NeuPredTrainer(model, graphs, golden.GetProperty("targets").Floats(), recipe, seed: 0);
        var losses = new List<double>();
        trainer.Run(trainer.StepCount, step => losses.Add(step.Loss));
        double[] expected =
            [.. trace.GetProperty("epochs_trace").EnumerateArray().SelectMany(epoch => epoch.GetProperty("batch_losses").Floats())];
        Assert.Equal(expected.Length, losses.Count);
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        foreach ((string weight, Tensor value) in model.Weights)
        {
            Tensor trained = _tensors.Tensors[$"nasbench_small/trained/{weight}"];
            Assert.All(trained.Values.ToArray().Zip(value.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }

        Array.ForEach(graphs, graph => graph.Dispose());
    }

    private static NeuPred Model(JsonElement golden)
    {
        var model = new NeuPred(
            new NeuPredSizes
            {
                Kinds = golden.GetProperty("initial_hidden").GetInt32(),
                Layers = golden.GetProperty("gcn_layers").GetInt32(),
                Hidden = golden.GetProperty("gcn_hidden").GetInt32(),
                Linear = golden.GetProperty("linear_hidden").GetInt32(),
            },
            seed: 0);
        foreach ((int place, string name) in golden.GetProperty("state").EnumerateArray().Select(entry => entry[0].GetString()!).Index())
        {
            using Tensor values = HashedValues.Entry(name, model.Weights[name].Shape, place, gain: 1);
            values.CopyTo(model.Weights[name]);
        }

        return model;
    }

    private static PredictorGraph[] Graphs(JsonElement golden) =>
    [
        .. golden.GetProperty("graphs").EnumerateArray().Select(graph => new PredictorGraph(
            graph.GetProperty("ops").Integers(),
            graph.GetProperty("edges").EnumerateArray().Select(edge => (edge[0].GetInt32(), edge[1].GetInt32())),
            golden.GetProperty("initial_hidden").GetInt32())),
    ];

    private static JsonElement Golden(string name) => GoldenFiles.Json<JsonElement>("analysis", "neupred", "neupred.json.gz")
        .GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
}
