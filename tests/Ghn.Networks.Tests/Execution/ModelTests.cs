using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>What a model takes, gives, changes and refuses.</summary>
public class ModelTests
{
    [Fact]
    public void Hashed_values_are_the_references()
    {
        Assert.Equal([14819496, 7239838, 6765668, 5372491, 5289857, 3532365], new[]
        {
            HashedValues.At(0, 0), HashedValues.At(0, 1), HashedValues.At(3, 0), HashedValues.At(3, 65537),
            HashedValues.At(1_000_000, 0), HashedValues.At(1_000_000, 301_055),
        }.Select(value => value * (1 << 24)));
        using StateDict state = HashedValues.StateOf(Zoo.Create("resnet18"), gain: 1);
        Assert.Equal(0.109517373f, state["conv1.weight"].Values[0]);
    }

    [Fact]
    public void Images_of_any_size_that_fits_run()
    {
        Network network = Zoo.Create("resnet18", classCount: 10);
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.Zeros([3, 3, 50, 70]);
        using Tensor logits = model.Predict(images);
        Assert.Equal([3, 10], logits.Shape);
    }

    [Fact]
    public void A_layer_that_does_not_fit_is_named()
    {
        Network network = Zoo.Create("alexnet");
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Tensor.Zeros([1, 3, 20, 20]);
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => model.Predict(images));
        Assert.StartsWith("alexnet, layer ", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not fit into an input of size", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidRequestException>(() => model.Predict(images.Reshape([3, 20, 20])));
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using StateDict state = Zoo.Create("resnet18").Initialize();
        AssertRefused("fc.weight of resnet18 has the shape 10×512, but the weights have 1000×512", Zoo.Create("resnet18", 10), state);
        AssertRefused("which resnet34 needs", Zoo.Create("resnet34"), state);
        AssertRefused("which alexnet has not", Zoo.Create("alexnet"), state);
    }

    [Fact]
    public void Weights_without_buffers_start_with_fresh_ones()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        var parameters = new StateDict();
        foreach (StateSpec parameter in network.Parameters)
        {
            parameters.Add(parameter.Name, state[parameter.Name]);
        }

        using var whole = new Model(network, state);
        using var bare = new Model(network, parameters);
        using Tensor images = HashedValues.Images(32);
        Assert.Equal(whole.Predict(images).Values.ToArray(), bare.Predict(images).Values.ToArray());
    }

    [Fact]
    public void Training_changes_the_models_statistics_and_nothing_of_what_it_was_given()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(64);
        model.Predict(images, ExecutionMode.Evaluation with { UsesBatchStatistics = true }).Dispose();
        Assert.Equal(0, model.State["bn1.num_batches_tracked"].Elements<long>()[0]);
        model.Forward(images, ExecutionMode.Training).Dispose();
        Assert.Equal(1, model.State["bn1.num_batches_tracked"].Elements<long>()[0]);
        Assert.NotEqual(0, model.State["bn1.running_mean"].Values[0]);
        Assert.Equal(0, state["bn1.running_mean"].Values[0]);
    }

    [Fact]
    public void What_is_dropped_depends_on_the_seed()
    {
        Network network = Zoo.Create("efficientnet_b0", classCount: 10);
        using StateDict state = HashedValues.StateOf(network, gain: 1.5);
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(64);
        float[] Logits(ulong seed) =>
            model.Predict(images, ExecutionMode.Evaluation with { DropsOut = true, Seed = seed }).Values.ToArray();

        Assert.Equal(Logits(1), Logits(1));
        Assert.NotEqual(Logits(1), Logits(2));
    }

    [Fact]
    public void Patches_of_odd_maps_merge_with_zeros()
    {
        var builder = new NetworkBuilder("patches", [2, 3, 3]);
        Network network = builder.Build(builder.Input.ChannelsLast().PatchMerging());
        using var model = new Model(network, new StateDict());
        float[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];
        using Tensor merged = model.Predict(Tensor.From<float>(pixels, [1, 2, 3, 3]));
        Assert.Equal([1, 2, 2, 8], merged.Shape);
        Assert.Equal(
            [1, 11, 4, 14, 2, 12, 5, 15, 3, 13, 6, 16, 0, 0, 0, 0, 7, 17, 0, 0, 8, 18, 0, 0, 9, 19, 0, 0, 0, 0, 0, 0],
            merged.Values.ToArray());
    }

    [Fact]
    public void Gates_of_the_inputs_shape_and_sums_of_several_signals_run()
    {
        var builder = new NetworkBuilder("sums", [1, 1, 2]);
        Signal doubled = builder.Append(new Add(), [builder.Input, builder.Input, builder.Input]);
        Network network = builder.Build(doubled.Multiply(builder.Input));
        using var model = new Model(network, new StateDict());
        using Tensor result = model.Predict(Tensor.From<float>([2f, 5f], [1, 1, 1, 2]));
        Assert.Equal([12f, 75f], result.Values.ToArray());
    }

    private static void AssertRefused(string complaint, Network network, StateDict state)
    {
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => new Model(network, state));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }
}
