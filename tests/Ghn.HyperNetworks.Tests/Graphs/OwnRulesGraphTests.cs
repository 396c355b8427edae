using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What the reference has no graphs for: our own rules.</summary>
public class OwnRulesGraphTests
{
    [Fact]
    public void Group_and_instance_normalisation_are_ln_nodes_of_their_scale()
    {
        var network = new NetworkBuilder("normalised", [3, 8, 8]);
        Signal maps = network.Input.Conv2d("stem", 4, kernel: 3).GroupNorm("groups", groups: 2).Relu().GroupNorm("instances", groups: 4);
        var graph = ComputationalGraph.Of(network.Build(maps.AdaptiveAvgPool2d(1).Flatten().Linear("head", 5)));
        GraphNode[] nodes = [.. graph.Nodes.Where(node => node.Primitive == Primitive.Ln)];
        Assert.Equal(["groups.weight", "instances.weight"], nodes.Select(node => node.Parameter));
        Assert.Equal(["groups.bias", "instances.bias"], nodes.Select(node => node.ShiftParameter));
        Shape perChannel = [4];
        Assert.All(nodes, node => Assert.Equal(perChannel, node.Shape));
    }

    [Fact]
    public void A_normalisation_without_scale_and_shift_is_a_node_without_a_parameter()
    {
        var network = new NetworkBuilder("plain", [3, 8, 8]);
        Signal maps = network.Input.Conv2d("stem", 4, kernel: 3).InstanceNorm2d()
            .Apply(new LayerNorm(4, ChannelsFirst: true, Affine: false)).Apply(new BatchNorm2d(4, Affine: false), "batches").Relu();
        var graph = ComputationalGraph.Of(network.Build(maps.AdaptiveAvgPool2d(1).Flatten().Linear("head", 5)));
        GraphNode[] nodes = [.. graph.Nodes.Where(node => node.Primitive is Primitive.Ln or Primitive.Bn)];
        Assert.Equal([Primitive.Ln, Primitive.Ln, Primitive.Bn], nodes.Select(node => node.Primitive));
        Assert.All(nodes, node => Assert.Equal((null, null, null), (node.Parameter, node.ShiftParameter, node.Shape)));
        Assert.Equal([nodes[1].Index], graph.Successors[nodes[0].Index]);
        Assert.Equal([nodes[2].Index], graph.Successors[nodes[1].Index]);
    }

    [Fact]
    public void A_normalisation_without_a_shift_is_a_node_of_its_scale()
    {
        var network = new NetworkBuilder("scaled", [3, 8, 8]);
        Signal tokens = network.Input.Conv2d("stem", 4, kernel: 3).ToTokens().Apply(new LayerNorm(4, Bias: false), "norm");
        Network built = network.Build(tokens.SelectToken(0).Linear("head", 10));
        GraphNode node = Assert.Single(ComputationalGraph.Of(built).Nodes, node => node.Primitive == Primitive.Ln);
        Assert.Equal(("norm.weight", null), (node.Parameter, node.ShiftParameter));
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction prediction = ghn.Predict(built);
        Assert.All(prediction.Parameters, parameter => Assert.NotEqual(ParameterOrigin.StandardInitialization, parameter.Origin));
        Assert.Equal(
            ["stem.weight", "stem.bias", "norm.weight", "head.weight", "head.bias"],
            prediction.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Queries_keys_and_values_by_layers_of_their_own_meet_in_the_softmax()
    {
        var network = new NetworkBuilder("apart", [6, 4, 4]);
        Signal tokens = network.Input.ToTokens();
        Signal attended = network.Append(
            new ScaledDotProductAttention(2), [tokens.Linear("query", 8), tokens.Linear("key", 8), tokens.Linear("value", 8)]);
        var graph = ComputationalGraph.Of(network.Build(attended.Linear("dense", 8).SelectToken(0).Linear("head", 5)));
        GraphNode softmax = Assert.Single(graph.Nodes, node => node.Primitive == Primitive.Msa);
        Assert.Equal(
            ["key.bias", "query.bias", "value.bias"],
            graph.Predecessors[softmax.Index].Select(index => graph.Nodes[index].Parameter).Order(StringComparer.Ordinal));
        Assert.Equal(["dense.weight"], graph.Successors[softmax.Index].Select(index => graph.Nodes[index].Parameter));
        Assert.DoesNotContain(graph.Nodes, node => node.Primitive == Primitive.Concat);
    }

    [Fact]
    public void Attention_in_parts_is_a_node_where_its_softmax_is()
    {
        var network = new NetworkBuilder("parts", [6, 4, 4]);
        Signal tokens = network.Input.ToTokens();
        Signal bias = network.Append(new LearntTensor([16, 16]), [], "bias");
        Signal logits = network.Append(new MatrixProduct(IsSecondTransposed: true), [tokens.Linear("query", 8), tokens.Linear("key", 8)]);
        Signal weights = logits.Apply(new FrozenAffine([0.5], [0])).Add(bias).Linear("mix", 16).Apply(new Networks.Layers.Softmax());
        Signal context = network.Append(new MatrixProduct(), [weights, tokens.Linear("value", 8)]);
        var graph = ComputationalGraph.Of(network.Build(context.Linear("dense", 8).SelectToken(0).Linear("head", 5)));
        GraphNode softmax = Assert.Single(graph.Nodes, node => node.Primitive == Primitive.Msa);
        Assert.Equal(["mix.bias"], graph.Predecessors[softmax.Index].Select(index => graph.Nodes[index].Parameter));
        Assert.Equal(["dense.weight"], graph.Successors[softmax.Index].Select(index => graph.Nodes[index].Parameter));
        Assert.DoesNotContain(graph.Nodes, node => node.Parameter == "bias" || node.Primitive is Primitive.Sum or Primitive.Concat);
    }

    [Fact]
    public void A_softmax_of_anything_else_is_no_attention()
    {
        var network = new NetworkBuilder("choice", [6, 4, 4]);
        Signal weights = network.Input.Conv2d("first", 6, kernel: 1).Apply(new Networks.Layers.Softmax());
        var graph = ComputationalGraph.Of(network.Build(network.Input.Multiply(weights).AdaptiveAvgPool2d(1).Flatten().Linear("head", 5)));
        Assert.DoesNotContain(graph.Nodes, node => node.Primitive == Primitive.Msa);
    }

    [Fact]
    public void Learnt_tokens_leave_no_trace()
    {
        var network = new NetworkBuilder("registers", [6, 4, 4]);
        Signal tokens = network.Input.ToTokens().Linear("patches", 6);
        Signal registers = network.Append(new ForEachSample(), [network.Append(new LearntTensor([4, 6]), [], "registers"), tokens]);
        Signal all = SignalLayers.Concat([tokens, registers]).LayerNorm("norm");
        var graph = ComputationalGraph.Of(network.Build(all.SelectToken(0).Linear("head", 5)));
        Assert.Equal(
            [Primitive.Input, Primitive.Conv, Primitive.Bias, Primitive.Ln, Primitive.Conv, Primitive.Bias],
            graph.Nodes.Select(node => node.Primitive));
    }

    [Fact]
    public void Differences_maxima_and_means_of_signals_are_sums_and_quotients_are_not()
    {
        var network = new NetworkBuilder("joined", [3, 8, 8]);
        Signal x = network.Input.Conv2d("first", 4, kernel: 3);
        Signal y = network.Input.Conv2d("second", 4, kernel: 3);
        Signal joined = x.Subtract(y).Add(ArithmeticSignals.Maximum(x, y)).Add(ArithmeticSignals.Mean(x, y)).Add(x.Divide(y));
        var graph = ComputationalGraph.Of(network.Build(joined.AdaptiveAvgPool2d(1).Flatten().Linear("head", 5)));
        Assert.Equal(6, graph.Nodes.Count(node => node.Primitive == Primitive.Sum));
        Assert.DoesNotContain(graph.Nodes, node => node.Primitive == Primitive.Cse);
    }

    [Fact]
    public void Reductions_of_all_positions_are_pools_and_others_leave_no_trace()
    {
        var network = new NetworkBuilder("reduced", [3, 8, 6]);
        Signal x = network.Input.Conv2d("stem", 4, kernel: 3, padding: 1);
        Signal gate = SignalLayers.Concat([
            x.Reduce(ReductionFunction.Mean, [0], keepsDimensions: true), x.Reduce(ReductionFunction.Max, [0], keepsDimensions: true)]);
        Signal pooled = x.Multiply(gate.Conv2d("gate", 1, kernel: 7, padding: 3).Activate(ActivationFunction.Sigmoid));
        Signal features = pooled.Reduce(ReductionFunction.Mean, [2, 1]).Add(pooled.Reduce(ReductionFunction.Max, [1, 2]));
        var graph = ComputationalGraph.Of(network.Build(features.Linear("head", 5)));
        Assert.Equal(
            ["input", "conv", "bias", "conv", "bias", "cse", "glob_avg", "max_pool", "sum", "conv", "bias"],
            graph.Nodes.Select(node => node.Primitive.Name()));
        Assert.Equal([1, 1, 8, 6], graph.Nodes.Single(node => node.Primitive == Primitive.MaxPool).Shape!);
    }

    [Fact]
    public void A_slanted_gate_excites_channels_whatever_reduction_squeezes_them()
    {
        var network = new NetworkBuilder("excited", [3, 8, 6]);
        Signal x = network.Input.Conv2d("stem", 4, kernel: 3, padding: 1);
        Signal squeezed = x.Reduce(ReductionFunction.Mean, [1, 2], keepsDimensions: true);
        Signal gate = squeezed.Conv2d("gate", 4, kernel: 1).Apply(Pointwise.Hardsigmoid(0.2, 0.5));
        var graph = ComputationalGraph.Of(network.Build(x.Multiply(gate).AdaptiveAvgPool2d(1).Flatten().Linear("head", 5)));
        Assert.Equal(
            ["input", "conv", "bias", "conv", "bias", "cse", "glob_avg", "conv", "bias"],
            graph.Nodes.Select(node => node.Primitive.Name()));
    }

    [Fact]
    public void Convolutions_of_sequences_get_the_weights_of_rows()
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction one = ghn.Predict(Sequences());
        using Prediction two = ghn.Predict(Rows());
        Assert.All(one.Parameters, parameter => Assert.NotEqual(ParameterOrigin.StandardInitialization, parameter.Origin));
        Assert.Equal([6, 3, 5], one.Weights["a.weight"].Shape);
        foreach ((string name, Tensor weight) in one.Weights)
        {
            Assert.Equal(two.Weights[name].Values.ToArray(), weight.Values.ToArray());
        }
    }

    [Fact]
    public void Transposed_convolutions_and_further_normalisations_are_predicted()
    {
        var network = new NetworkBuilder("further", [3, 6, 6]);
        Signal maps = network.Input.Conv2d("stem", 4, kernel: 3).ConvTranspose2d("up", 6, kernel: 2, stride: 2);
        Signal tokens = maps.Apply(new LayerNorm(6 * 8 * 8) { NormalizedShape = [6, 8, 8] }, "whole").ToTokens().RmsNorm("root");
        Network built = network.Build(tokens.SelectToken(0).Linear("head", 10));
        var graph = ComputationalGraph.Of(built);
        Assert.Equal(
            ["input", "conv", "bias", "conv", "bias", "ln", "ln", "conv", "bias"], graph.Nodes.Select(node => node.Primitive.Name()));
        Assert.Equal([4, 6, 2, 2], graph.Nodes.Single(node => node.Parameter == "up.weight").Shape!);
        Assert.Equal([384], graph.Nodes.Single(node => node.Parameter == "whole.weight").Shape!);
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction prediction = ghn.Predict(built);
        Assert.All(prediction.Parameters, parameter => Assert.NotEqual(ParameterOrigin.StandardInitialization, parameter.Origin));
        using var model = new Model(built, prediction.Weights);
        using Tensor images = Tensor.Zeros([1, 3, 6, 6]);
        using Tensor logits = model.Predict(images);
        Assert.All(logits.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Gradients_lead_back_through_kernels_of_sequences_as_through_those_of_rows()
    {
        float[][] gradients = [.. new[] { Sequences(), Rows() }.Select(network =>
        {
            using TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-3");
            using var tape = new Tape();
            using DifferentiablePrediction prediction = ghn.Predict(tape, network);
            using Tensor images = Tensor.From<float>([.. Enumerable.Range(0, 240).Select(i => MathF.Sin(i))], [2, 3, 4, 10]);
            Variable logits = network.Run(tape.Constant(images), prediction.Parameters, prediction.Buffers, ExecutionMode.Training)[0];
            tape.Backward(logits.CrossEntropy([1, 2]));
            return (float[])[.. ghn.Gradients.SelectMany(entry => entry.Value.Values.ToArray())];
        })];
        float largest = gradients[0].Max(Math.Abs);
        Assert.True(largest > 0);
        Assert.All(gradients[0].Zip(gradients[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }

    [Theory]
    [InlineData("user_norms__op13_preserve")]
    [InlineData("user_norms__op17_folded")]
    [InlineData("user_activations__op13_preserve")]
    [InlineData("user_channels_last__op13_preserve")]
    [InlineData("user_attention__op13_preserve")]
    [InlineData("user_partial_norms__op13_preserve")]
    [InlineData("user_partial_norms__op17_folded")]
    public void Everything_but_learnt_scales_of_features_is_predicted(string file)
    {
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction prediction = ghn.Predict(GoldenOnnx.Load("onnx", file).Network);
        string[] others =
        [
            .. prediction.Parameters
                .Where(parameter => parameter.Origin == ParameterOrigin.StandardInitialization)
                .Select(parameter => parameter.Name)
                .Where(name => !name.Contains("gamma", StringComparison.Ordinal)),
        ];
        Assert.Equal(["head.bias", "head.weight"], others.Order(StringComparer.Ordinal));
    }

    /// <summary>Two convolutions of sequences, the kernel of the second of which is longer than decoders make them.</summary>
    private static Network Sequences()
    {
        var network = new NetworkBuilder("sequences", [3, 4, 10]);
        Signal sequence = As(network.Input, [3, 40]).Conv1d("a", 6, kernel: 5).Conv1d("b", 8, kernel: 21);
        return network.Build(sequence.Reduce(ReductionFunction.Max, [1]).Linear("head", 10));
    }

    /// <summary>The same with maps of one row.</summary>
    private static Network Rows()
    {
        var network = new NetworkBuilder("rows", [3, 4, 10]);
        Signal maps = As(network.Input, [3, 1, 40]).Conv2d("a", 6, (1, 5)).Conv2d("b", 8, (1, 21));
        return network.Build(As(maps, [8, 16]).Reduce(ReductionFunction.Max, [1]).Linear("head", 10));
    }

    private static Signal As(Signal x, Shape shape) =>
        x.Apply(new GatherElements(x.Shape, shape, [.. Enumerable.Range(0, (int)shape.ElementCount)]));
}
