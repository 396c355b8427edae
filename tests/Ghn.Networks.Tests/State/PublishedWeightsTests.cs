using System.Text.Json;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Networks.Weights;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Tests;

/// <summary>Stand-ins for torchvision's published weights load: those that torchvision itself takes.</summary>
public class PublishedWeightsTests
{
    public static TheoryData<string> Names => [.. Zoo.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_entry_finds_its_place(string name)
    {
        using StateDict published = StandIn(name);
        Network network = Zoo.Create(name);
        StateDict fitted = StateNames.Fit(network, published);
        var comparison = StateComparison.Of(network, fitted);

        Assert.Null(comparison.Complaint());
        Assert.Empty(comparison.MissingStatistics);
        Assert.Equal(
            GoldenZoo.Network(name).State.Select(entry => entry.Name).Where(entry => !entry.EndsWith("_tracked", StringComparison.Ordinal)),
            fitted.Names.Where(entry => !entry.EndsWith("_tracked", StringComparison.Ordinal)));
    }

    /// <summary>One process asks for all: to start torchvision takes longer than most answers.</summary>
    [TorchvisionFact]
    public void Torchvision_takes_the_stand_ins()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(Zoo.Names.ToDictionary(
                name => name,
                name => PublishedWeights.Of(name).Select(entry => new object[] { entry.Name, entry.Shape.Dimensions.ToArray() }))));
        string script = Path.Combine(Repository.Root, "tests", "Ghn.Networks.Tests", "State", "PublishedWeights.py");
        (int exitCode, string output, string errors) = Python.Start([script, file]);
        File.Delete(file);

        Assert.True(exitCode == 0, errors);
        var answers = JsonSerializer.Deserialize<Dictionary<string, string?>>(output)!;
        Assert.Equal(74, answers.Count);
        Assert.All(answers, answer => Assert.True(answer.Value is null, $"{answer.Key}: {answer.Value}"));
    }

    [Fact]
    public void A_renamed_tensor_is_the_one_of_the_old_name()
    {
        using StateDict dense = StandIn("densenet121");
        using StateDict vision = StandIn("vit_b_32");
        StateDict fittedDense = StateNames.Fit(Zoo.Create("densenet121"), dense);
        StateDict fittedVision = StateNames.Fit(Zoo.Create("vit_b_32"), vision);

        const string Layer = "features.denseblock2.denselayer11";
        Assert.Same(dense[$"{Layer}.norm.2.running_var"], fittedDense[$"{Layer}.norm2.running_var"]);
        Assert.Same(dense[$"{Layer}.conv.1.weight"], fittedDense[$"{Layer}.conv1.weight"]);
        const string Block = "encoder.layers.encoder_layer_3.mlp";
        Assert.Same(vision[$"{Block}.linear_1.bias"], fittedVision[$"{Block}.0.bias"]);
        Assert.Same(vision[$"{Block}.linear_2.weight"], fittedVision[$"{Block}.3.weight"]);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("_orig_mod.module.")]
    public void A_word_of_a_wrapper_before_every_name_is_left_out(string prefix)
    {
        Network network = Zoo.Create("densenet121");
        using StateDict published = StandIn("densenet121");
        var wrapped = new StateDict();
        wrapped.AddAll(prefix, published);

        Assert.Null(StateComparison.Of(network, StateNames.Fit(network, wrapped)).Complaint());
        wrapped.Add("other", Tensor.Zeros([1]));
        Assert.NotNull(StateComparison.Of(network, StateNames.Fit(network, wrapped)).Complaint());
    }

    [Fact]
    public void What_is_missing_unexpected_or_of_another_kind_is_told_as_a_strict_load_would()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        var other = new StateDict();
        foreach ((string name, Tensor tensor) in state.Where(
            entry => entry.Key is not ("conv1.weight" or "layer2.0.bn1.running_var" or "bn1.num_batches_tracked")))
        {
            other.Add(name, name == "fc.bias" ? Tensor.Zeros(tensor.Shape, ElementType.Int8) : tensor);
        }

        other.Add("head.bias", Tensor.Zeros([2]));
        var comparison = StateComparison.Of(network, other);
        Assert.Equal(["conv1.weight"], comparison.MissingParameters);
        Assert.Equal(["layer2.0.bn1.running_var"], comparison.MissingStatistics);
        Assert.Equal(["head.bias"], comparison.Unexpected);
        Assert.Equal(["fc.bias of resnet18 takes real numbers, but the weights have Int8"], comparison.Unfit);
    }

    /// <summary>As NumPy's tools and PyTorch before 1.0 write counters: of 32 bits, in a dimension of their own.</summary>
    [Fact]
    public void Counters_of_other_forms_are_taken()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        state["bn1.num_batches_tracked"] = Tensor.From<int>([7], [1]);
        using var model = new Model(network, state);

        Assert.Equal(7, model.State["bn1.num_batches_tracked"].Elements<long>()[0]);
    }

    /// <summary>As programs leave them that make every tensor of a state dict float16; PyTorch takes them.</summary>
    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt8)]
    public void Counters_of_any_type_are_taken(ElementType type)
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        state["bn1.num_batches_tracked"] = type switch
        {
            ElementType.Float16 => Conversion.ToFloat16(Tensor.From<float>([96], [])),
            ElementType.BFloat16 => Conversion.ToBFloat16(Tensor.From<float>([96], [])),
            ElementType.Float32 => Tensor.From<float>([96], []),
            ElementType.Float64 => Tensor.From<double>([96], []),
            ElementType.Int16 => Tensor.From<short>([96], []),
            _ => Tensor.From<byte>([96], []),
        };
        using var model = new Model(network, state);

        Assert.Equal(96, model.State["bn1.num_batches_tracked"].Elements<long>()[0]);
    }

    /// <summary>As <c>torch.optim.swa_utils.AveragedModel</c> keeps them, and torchvision's training under <c>model_ema</c>.</summary>
    [Fact]
    public void An_averaged_model_is_the_model_of_its_averages()
    {
        Network network = Zoo.Create("resnet18");
        using StateDict state = network.Initialize();
        var averaged = new StateDict { { "n_averaged", Tensor.From<long>([3], []) } };
        averaged.AddAll("module.", state);

        StateDict fitted = StateNames.Fit(network, averaged);
        Assert.Null(StateComparison.Of(network, fitted).Complaint());
        Assert.Equal(state.Names, fitted.Names);
        Assert.Same(state["fc.bias"], fitted["fc.bias"]);
        averaged.Add("module.n_averaged", Tensor.From<long>([3], []));
        Assert.NotNull(StateComparison.Of(network, StateNames.Fit(network, averaged)).Complaint());
    }

    /// <summary>Tensors whose elements nobody touches take no memory.</summary>
    private static StateDict StandIn(string name)
    {
        var state = new StateDict();
        foreach ((string entry, Shape shape) in PublishedWeights.Of(name))
        {
            bool isWhole = entry.EndsWith("_tracked", StringComparison.Ordinal) || entry.EndsWith("_index", StringComparison.Ordinal);
            state.Add(entry, Tensor.Allocate(shape, isWhole ? ElementType.Int64 : ElementType.Float32));
        }

        return state;
    }
}
