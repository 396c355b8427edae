using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.HyperNetworks.Tests;

/// <summary>To a GHN, an operation that is not known is one that passes on what flows into it.</summary>
public class UnknownOperationGraphTests
{
    [Theory]
    [InlineData("decoder")]
    [InlineData("bilinear")]
    public void Weights_are_those_of_a_network_where_something_without_weights_is_in_its_place(string name)
    {
        Network imported = Import(name).Network;
        Network twin = name == "decoder" ? Decoder() : Bilinear();
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction expected = ghn.Predict(twin);
        using Prediction actual = ghn.Predict(imported);
        Assert.Equal(
            twin.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            imported.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.All(
            twin.Parameters,
            parameter => Assert.True(expected.Weights[parameter.Name].Values.SequenceEqual(actual.Weights[parameter.Name].Values)));
        Assert.DoesNotContain(actual.Parameters, parameter => parameter.Origin == ParameterOrigin.StandardInitialization);
    }

    [Fact]
    public void One_that_joins_several_signals_is_a_sum()
    {
        var graph = ComputationalGraph.Of(Import("sampler").Network);
        GraphNode sum = graph.Nodes.Single(node => node.Primitive == Primitive.Sum);
        Assert.Equal("/GridSample", sum.Name);
        Assert.Equal(["stem.bias", "places.bias"], graph.Predecessors[sum.Index].Select(index => graph.Nodes[index].Name));
        Assert.Equal(["filter.weight"], graph.Successors[sum.Index].Select(index => graph.Nodes[index].Name));
    }

    [Fact]
    public void A_layer_before_one_is_no_classifier_of_as_many_classes_as_it_has_channels()
    {
        var builder = new NetworkBuilder("headless", [3, 8, 8]);
        Signal features = builder.Input.Conv2d("conv", 6, kernel: 3);
        Network network = builder.Build(builder.Append(new UnknownLayer("Mystery", [10]), [features]));
        using HyperNetwork ghn = GoldenCheckpoints.Load("ghn3_micro_c10");
        using Prediction prediction = ghn.Predict(network);
        Assert.All(prediction.Parameters, parameter => Assert.Equal(ParameterOrigin.Predicted, parameter.Origin));
    }

    private static OnnxModel Import(string name)
    {
        OnnxModel? model = null;
        GoldenOnnx.WithFile(GoldenOnnx.Bytes("onnx_unknown", name), path => model = OnnxModel.Load(path, skipsUnknown: true));
        return model!;
    }

    /// <summary>The transposed convolution enlarges maps without another number of channels: so does interpolation.</summary>
    private static Network Decoder()
    {
        var builder = new NetworkBuilder("decoder", [3, 16, 16]);
        Signal stem = builder.Input.Conv2d("stem.0", 8, kernel: 3, padding: 1).BatchNorm2d("stem.1").Relu();
        Signal down = stem.Conv2d("down.0", 16, kernel: 3, stride: 2, padding: 1).BatchNorm2d("down.1").Relu();
        Signal up = down.Apply(new Interpolate((16, 16), InterpolationMode.Nearest));
        Signal joined = builder.Append(new Concat(), [stem, up]);
        return builder.Build(
            joined.Conv2d("merge.0", 8, kernel: 3, padding: 1).BatchNorm2d("merge.1").Relu()
                .AdaptiveAvgPool2d(1).Flatten().Linear("head", 10));
    }

    /// <summary>Where channels are multiplied by each other, some places are picked.</summary>
    private static Network Bilinear()
    {
        var builder = new NetworkBuilder("bilinear", [3, 16, 16]);
        return builder.Build(
            builder.Input.Conv2d("stem", 8, kernel: 3, stride: 2, padding: 1).Relu()
                .Apply(new GatherElements([8, 8, 8], [64], [.. Enumerable.Range(0, 64)]))
                .Linear("head", 10));
    }
}
