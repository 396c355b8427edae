using Ghn.Networks;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>What cannot be imported says so: the file, the node, the operation, and what to do.</summary>
public class UnsupportedModelTests
{
    [Theory]
    [InlineData("ConvTranspose", "", "not supported")]
    [InlineData("Frobnicate", "", "not supported")]
    [InlineData("Frobnicate", "com.example", "com.example")]
    [InlineData("If", "", "without control flow")]
    [InlineData("Loop", "", "without control flow")]
    [InlineData("QLinearConv", "", "quantised")]
    [InlineData("DynamicQuantizeLinear", "", "quantised")]
    public void Operations_are_named(string operation, string domain, string explanation) =>
        Refuse(
            model => model.Graph.Node[4] = new NodeProto
            {
                Name = "odd",
                OpType = operation,
                Domain = domain,
                Input = { model.Graph.Node[4].Input },
                Output = { model.Graph.Node[4].Output },
            },
            $"node odd ({operation})", explanation);

    [Fact]
    public void Images_of_any_size_need_one()
    {
        ModelProto model = Model();
        foreach (TensorShapeProto.Types.Dimension dimension in model.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(2))
        {
            dimension.DimParam = "size";
        }

        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
            Assert.Contains("--image-size", error.Message, StringComparison.Ordinal);
            Assert.Equal([3, 96, 96], OnnxModel.Load(path, imageSize: 96).Network.InputShape);
        });
    }

    [Fact]
    public void A_second_input_is_refused() => Refuse(
        model => model.Graph.Input.Insert(1, new ValueInfoProto
        {
            Name = "mask",
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)TensorProto.Types.DataType.Float,
                    Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } },
                },
            },
        }),
        "input mask", "one input");

    [Fact]
    public void Weights_that_two_layers_share_are_refused() => Refuse(
        model => model.Graph.Node.First(node => node.Input.Contains("layer1.1.conv1.weight")).Input[1] = "layer1.0.conv1.weight",
        "(Conv)", "layer1.0.conv1.weight with another layer");

    private static void Refuse(Action<ModelProto> change, params string[] parts)
    {
        ModelProto model = Model();
        change(model);
        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
            Assert.All((string[])[path, .. parts], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        });
    }

    private static ModelProto Model() => ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_noweights", "resnet18__op13_preserve"));
}
