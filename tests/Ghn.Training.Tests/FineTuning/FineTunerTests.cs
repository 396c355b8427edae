using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public class FineTunerTests
{
    public static TheoryData<string, Recipe> PyTorchRecipes => new()
    {
        { "sgd, cosine", new Recipe { LearningRate = 0.2, WeightDecay = 0.01 } },
        {
            "sgd, step", new Recipe
            {
                LearningRate =
                    0.1, Momentum = 0.5, WeightDecay = 0.001, Schedule = TrainingSchedule.StepEvery(epochs: 1), LabelSmoothing = 0.1,
            }
        },
        {
            "adamw, warm-up", new Recipe
            {
                Optimizer = OptimizerKind.AdamW, LearningRate = 0.05, WeightDecay = 0.1, WarmUpEpochs = 1, LabelSmoothing = 0.1,
                MaxGradientNorm = 0.2,
            }
        },
        {
            "adam, constant", new Recipe
            {
                Optimizer = OptimizerKind.Adam, LearningRate = 0.02, WeightDecay = 0.1, Schedule = TrainingSchedule.Constant,
            }
        },
    };

    [Theory]
    [MemberData(nameof(PyTorchRecipes))]
    public void Losses_and_running_statistics_follow_PyTorchs(string name, Recipe recipe)
    {
        string path = Path.Combine(Repository.Root, "tests", "Ghn.Training.Tests", "FineTuning", "Fixtures", "training.json");
        using var fixture = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement expected = fixture.RootElement.GetProperty(name);
        Network network = Small(dropout: 0);
        using StateDict weights = Waves(network);
        using var tuner = new FineTuner(network, weights, recipe with { Epochs = 3 }, new WaveImages());
        var losses = new List<double>();
        tuner.Run(tuner.StepCount, step =>
        {
            Assert.Equal(losses.Count + 1, step.Number);
            Assert.Equal(losses.Count / 4, step.Epoch);
            losses.Add(step.Loss);
        });

        Assert.Equal(12, tuner.Step);
        AssertClose(expected, "losses", losses);
        AssertClose(expected, "running_mean", [.. tuner.Model.State["bn.running_mean"].Values.ToArray()]);
        AssertClose(expected, "running_var", [.. tuner.Model.State["bn.running_var"].Values.ToArray()]);
    }

    [Fact]
    public void A_training_that_was_saved_and_restored_anywhere_ends_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Network network = Small(dropout: 0.3);
        using StateDict weights = Waves(network);
        var recipe = new Recipe { Optimizer = OptimizerKind.AdamW, LearningRate = 0.05, Epochs = 2.5, WarmUpEpochs = 0.5 };
        using var whole = new FineTuner(network, weights, recipe, new WaveImages(), seed: 9);
        whole.Run(whole.StepCount);
        for (int cut = 0; cut <= whole.StepCount; cut++)
        {
            using var first = new FineTuner(network, weights, recipe, new WaveImages(), seed: 9);
            first.Run(cut);
            first.State.Save(folder.File("state.safetensors"));
            using StateDict saved = StateDict.Load(folder.File("state.safetensors"));
            using var second = new FineTuner(network, weights, recipe, new WaveImages(), seed: 9);
            second.Restore(saved, cut);
            second.Run(second.StepCount);
            AssertSame(whole.State, second.State);
        }
    }

    [Fact]
    public void A_training_does_not_change_what_it_starts_from()
    {
        Network network = Small(dropout: 0);
        using StateDict weights = Waves(network);
        using var tuner = new FineTuner(network, weights, new Recipe(), new WaveImages());
        tuner.Run(3);
        using StateDict untouched = Waves(network);
        AssertSame(untouched, weights);
        Assert.NotEqual(weights["fc.weight"].Values.ToArray(), tuner.Model.State["fc.weight"].Values.ToArray());
    }

    [Fact]
    public void Dropout_depends_on_the_seed()
    {
        Network network = Small(dropout: 0.5);
        using StateDict weights = Waves(network);
        double[] losses = [.. new ulong[] { 1, 1, 2 }.Select(seed =>
        {
            using var tuner = new FineTuner(network, weights, new Recipe(), new WaveImages(), seed);
            double last = 0;
            tuner.Run(2, step => last = step.Loss);
            return last;
        })];
        Assert.Equal(losses[0], losses[1]);
        Assert.NotEqual(losses[0], losses[2]);
    }

    [Fact]
    public void Auxiliary_heads_learn_too()
    {
        var builder = new NetworkBuilder("two heads", [3, 6, 6]);
        Signal features = builder.Input.Conv2d("conv", 4, 3).Relu().AdaptiveAvgPool2d(1).Flatten();
        Network network = builder.Build(features.Linear("fc", 5), features.Linear("aux", 5));
        using StateDict weights = network.Initialize(seed: 1);
        using var tuner = new FineTuner(network, weights, new Recipe { WeightDecay = 0 }, new WaveImages());
        double loss = 0;
        tuner.Run(1, step => loss = step.Loss);

        using var model = new Model(network, weights);
        using ImageBatch batch = new WaveImages().Batches(0).First();
        using ForwardPass pass = model.Forward(batch.Images, ExecutionMode.Training);
        int[] labels = [.. batch.Labels];
        double expected = pass.Outputs[0].CrossEntropy(labels).Value.Values[0] + (
            0.3 * pass.Outputs[1].CrossEntropy(labels).Value.Values[0]);
        Assert.Equal(expected, loss, 1e-6);
        Assert.NotEqual(weights["aux.weight"].Values.ToArray(), tuner.Model.State["aux.weight"].Values.ToArray());
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_training_with_one_message()
    {
        Network network = Small(dropout: 0);
        using StateDict weights = Waves(network);
        using var tuner = new FineTuner(
            network, weights, new Recipe { LearningRate = 1e30, Schedule = TrainingSchedule.Constant, Momentum = 0 }, new WaveImages());
        var error = Assert.Throws<TrainingDivergedException>(() => tuner.Run(tuner.StepCount));
        Assert.Matches(@"the loss is not finite at step \d+, with a learning rate of 1e\+30\. Lower the learning rate", error.Message);
    }

    [Fact]
    public void A_training_that_is_stopped_keeps_its_steps()
    {
        Network network = Small(dropout: 0);
        using StateDict weights = Waves(network);
        using var tuner = new FineTuner(network, weights, new Recipe(), new WaveImages());
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => tuner.Run(
            tuner.StepCount,
            step =>
            {
                if (step.Number == 6)
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        Assert.Equal(6, tuner.Step);
    }

    [Fact]
    public void The_state_of_another_training_is_refused()
    {
        Network network = Small(dropout: 0);
        using StateDict weights = Waves(network);
        using var sgd = new FineTuner(network, weights, new Recipe(), new WaveImages());
        using var adam = new FineTuner(network, weights, new Recipe { Optimizer = OptimizerKind.Adam }, new WaveImages());
        Assert.Throws<ArgumentException>(() => sgd.Restore(adam.State, 0));
    }

    internal static Network Small(double dropout)
    {
        var network = new NetworkBuilder("small", [3, 6, 6]);
        return network.Build(network.Input.Conv2d("conv", 4, 3, padding: 1, bias: false).BatchNorm2d("bn").Relu()
            .AdaptiveAvgPool2d(1).Flatten().Dropout(dropout).Linear("fc", 5));
    }

    internal static StateDict Waves(Network network)
    {
        var weights = new StateDict();
        foreach ((int phase, StateSpec entry) in network.Parameters.Index())
        {
            Tensor wave = WaveImages.Wave(entry.Shape, phase, 0.5);
            foreach (ref float value in wave.Values)
            {
                value += entry.Name == "bn.weight" ? 1 : 0;
            }

            weights.Add(entry.Name, wave);
        }

        return weights;
    }

    internal static void AssertSame(StateDict expected, StateDict actual)
    {
        Assert.Equal(expected.Names, actual.Names);
        Assert.All(expected.Names, name => Assert.Equal(expected[name].Bytes(0, int.MaxValue), actual[name].Bytes(0, int.MaxValue)));
    }

    private static void AssertClose(JsonElement expected, string key, IEnumerable<double> actual)
    {
        double[] values = [.. expected.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];
        Assert.All(values.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    private static void AssertClose(JsonElement expected, string key, IEnumerable<float> actual) =>
        AssertClose(expected, key, actual.Select(value => (double)value));
}
