using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What a prediction promises besides its numbers.</summary>
public class PredictionTests
{
    [Fact]
    public void A_network_is_predicted_the_same_in_any_company()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        string[] names = ["resnet18", "squeezenet1_1", "alexnet"];
        Prediction[] together = [.. ghn.Predict(names.Select(name => Zoo.Create(name)))];
        foreach ((string name, Prediction prediction) in names.Zip(together))
        {
            using Prediction alone = ghn.Predict(Zoo.Create(name));
            Assert.All(alone.Weights, entry => Assert.True(SameBytes(entry.Value, prediction.Weights[entry.Key]), entry.Key));
            prediction.Dispose();
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("vit_b_32");
        int threads = WorkerPool.ThreadCount;
        try
        {
            WorkerPool.ThreadCount = 1;
            using Prediction one = ghn.Predict(network);
            WorkerPool.ThreadCount = 3;
            using Prediction three = ghn.Predict(network);
            Assert.All(one.Weights, entry => Assert.True(SameBytes(entry.Value, three.Weights[entry.Key]), entry.Key));
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }

    [Theory]
    [InlineData("ghn1_micro_c10")]
    [InlineData("ghn2_micro_c10")]
    [InlineData("ghn3_micro_c10")]
    [InlineData("mlp_micro_c10")]
    [InlineData("mlpdecoder_micro_c10")]
    public void Several_threads_may_predict_at_once(string checkpoint)
    {
        const int Networks = 8;
        using HyperNetwork ghn = GoldenCheckpoints.Load(checkpoint);
        Network[] networks = [.. DeepNetGenerator.Generate(DeepNetsSplit.Val, seed: 0, Networks).Select(net => net.ToNetwork())];
        var together = new Prediction[Networks];
        using var start = new Barrier(Networks);
        Thread[] threads =
        [
            .. networks.Select((network, index) => new Thread(() =>
            {
                start.SignalAndWait();
                together[index] = ghn.Predict(network);
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        foreach ((Network network, Prediction prediction) in networks.Zip(together))
        {
            using Prediction alone = ghn.Predict(network);
            Assert.All(alone.Weights, entry => Assert.True(SameBytes(entry.Value, prediction.Weights[entry.Key]), entry.Key));
            prediction.Dispose();
        }
    }

    [Fact]
    public void State_dict_and_account_list_every_entry_in_order()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create("swin_t");
        using Prediction prediction = ghn.Predict(network);
        Assert.Equal(
            network.State.Select(entry => (entry.Name, entry.Shape)), prediction.Weights.Select(entry => (entry.Key, entry.Value.Shape)));
        Assert.Equal(
            network.State.Select(entry => (entry.Name, entry.Shape)), prediction.Parameters.Select(entry => (entry.Name, entry.Shape)));
    }

    [Theory]
    [InlineData("convnext_tiny", "features.1.0.layer_scale")]
    [InlineData("swin_t", "features.1.0.attn.relative_position_bias_table")]
    [InlineData("vit_b_32", "class_token")]
    public void What_no_node_stands_for_is_initialised_from_the_seed(string model, string name)
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        Network network = Zoo.Create(model);
        using Prediction prediction = ghn.Predict(network, new PredictionOptions(Seed: 7));
        using StateDict initial = network.Initialize(seed: 7);
        PredictedParameter account = prediction.Parameters.Single(parameter => parameter.Name == name);
        Assert.Equal(ParameterOrigin.StandardInitialization, account.Origin);
        Assert.True(SameBytes(initial[name], prediction.Weights[name]));
    }

    [Fact]
    public void A_classifier_of_other_classes_is_left_to_standard_initialisation_and_nothing_else_is()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        using Prediction prediction = ghn.Predict(Zoo.Create("resnet18", classCount: 37));
        string[] left = [.. prediction.Parameters
            .Where(parameter => parameter.Origin == ParameterOrigin.StandardInitialization).Select(parameter => parameter.Name)];
        Assert.Equal(["fc.weight", "fc.bias"], left);
    }

    [Fact]
    public void Blocks_beyond_the_decoder_count_as_tiled()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro");
        using Prediction prediction = ghn.Predict(Zoo.Create("squeezenet1_1"));
        Assert.All(prediction.Parameters.Where(parameter => parameter.Name != "classifier.1.bias"), parameter =>
        {
            bool exceeds = parameter.Shape[0] > 16 && parameter.Name != "classifier.1.weight"
                || (parameter.Shape.Rank > 1 && parameter.Shape[1] > 16);
            Assert.Equal(exceeds ? ParameterOrigin.Tiled : ParameterOrigin.Predicted, parameter.Origin);
        });
    }

    private static bool SameBytes(Tensor expected, Tensor actual)
    {
        const int Piece = 1 << 24;
        bool same = expected.Shape == actual.Shape && expected.ElementType == actual.ElementType;
        for (long offset = 0; same && offset < expected.ByteCount; offset += Piece)
        {
            same = expected.Bytes(offset, Piece).SequenceEqual(actual.Bytes(offset, Piece));
        }

        return same;
    }
}
