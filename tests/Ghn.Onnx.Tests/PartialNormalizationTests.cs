using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>
/// Batch normalisations without scale and shift, and layer normalisations without shift: files of PyTorch's exporter have what is in its
/// state dict, and no constants beside it.
/// </summary>
public class PartialNormalizationTests
{
    private static readonly string[] Parameters =
    [
        "stem.weight", "conv.weight", "conv.bias", "norm1.weight", "mlp.weight", "mlp.bias", "norm2.weight",
        "hidden.weight", "hidden.bias", "head.weight", "head.bias",
    ];

    private static readonly string[] Normalizations = ["norm", "same", "norm1", "norm2", "features"];

    public static TheoryData<string, bool> Files => new()
    {
        { "user_partial_norms__op13_preserve", true },
        { "user_partial_norms__op13_preserve", false },
        { "user_partial_norms__op17_folded", true },
        { "user_partial_norms__op17_folded", false },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Parameters_are_those_of_the_state_dict(string file, bool hasWeights)
    {
        Network network = Import(file, hasWeights).Network;
        bool isFolded = file.EndsWith("folded", StringComparison.Ordinal);
        Assert.Equal(
            Parameters.Select(name => isFolded && name == "mlp.weight" ? "onnx::MatMul_63" : name).Order(StringComparer.Ordinal),
            network.Parameters.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ((string[])["norm", "same", "features"]).SelectMany(
                name => ((string[])["running_mean", "running_var", "num_batches_tracked"]).Select(entry => $"{name}.{entry}")),
            network.State.Where(entry => entry.Kind == StateKind.Buffer).Select(entry => entry.Name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Layers_are_those_of_the_module(string file, bool hasWeights)
    {
        Network network = Import(file, hasWeights).Network;
        Layer[] expected =
        [
            new BatchNorm2d(8, Affine: false), new BatchNorm2d(8, Epsilon: 1e-3, Momentum: 0.3, Affine: false),
            new LayerNorm(8, Bias: false), new LayerNorm(8, Bias: false), new BatchNorm2d(6, Affine: false),
        ];
        Assert.Equal(expected, Normalizations.Select(name => network.Nodes.Single(node => node.Name == name).Layer));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Files_written_again_have_the_same_network(string file, bool hasWeights)
    {
        Network network = Import(file, hasWeights).Network;
        using StateDict weights = network.Initialize(seed: 3);
        GoldenOnnx.WithFile([], path =>
        {
            OnnxExport.Save(path, network, weights);
            OnnxModel again = OnnxModel.Load(path);
            Assert.Equal(
                network.Nodes.Select(node => (node.Name, node.Layer)).Where(node => IsNormalization(node.Layer)),
                again.Network.Nodes.Select(node => (node.Name, node.Layer)).Where(node => IsNormalization(node.Layer)));
            Assert.Equal(network.State.Select(entry => entry.Name), again.Network.State.Select(entry => entry.Name));
            using var model = new Networks.Execution.Model(network, weights);
            using var copy = new Networks.Execution.Model(again.Network, again.Weights);
            using Tensor images = HashedValues.Images(8);
            using Tensor expected = model.Predict(images);
            using Tensor actual = copy.Predict(images);
            Assert.All(expected.Values.ToArray().Zip(actual.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        });
    }

    [Fact]
    public void A_scale_before_a_residual_sum_is_no_shift()
    {
        // The recorded network adds what the first normalisation was given; here the sum takes what it gave.
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", "user_partial_norms__op13_preserve"));
        NodeProto scaled = model.Graph.Node.First(node => node.Input.Contains("norm1.weight"));
        NodeProto sum = model.Graph.Node.First(node => node.Name == "/Add_2");
        sum.Input[0] = scaled.Output[0];
        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            Network network = OnnxModel.Load(path).Network;
            Assert.Equal(new LayerNorm(8, Bias: false), network.Nodes.Single(node => node.Name == "norm1").Layer);
            Assert.DoesNotContain(network.Nodes, node => node.Layer is LayerScale);
        });
    }

    private static bool IsNormalization(Layer layer) => layer is BatchNorm2d or LayerNorm;

    /// <summary>Without weights, as <c>export_params=False</c> writes it: initialisers are inputs, the exporter's constants stay.</summary>
    private static OnnxModel Import(string file, bool hasWeights)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", file));
        if (!hasWeights)
        {
            model.Graph.Input.AddRange(model.Graph.Initializer.Select(AsInput));
            model.Graph.Initializer.Clear();
        }

        OnnxModel? imported = null;
        GoldenOnnx.WithFile(model.ToByteArray(), path => imported = OnnxModel.Load(path));
        return imported!;
    }

    private static ValueInfoProto AsInput(TensorProto tensor)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var type = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = shape };
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }
}
