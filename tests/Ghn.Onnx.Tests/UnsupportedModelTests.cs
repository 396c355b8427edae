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

    [Theory]
    [InlineData(true, "adds to its logits")]
    [InlineData(false, "logits are masked")]
    public void Masks_of_attention_are_refused(bool isListed, string explanation)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", "user_attention__op13_preserve"));
        NodeProto softmax = model.Graph.Node.First(node => node.OpType == "Softmax");
        int place = model.Graph.Node.IndexOf(softmax);
        model.Graph.Node.Insert(place, new NodeProto { OpType = "Add", Input = { softmax.Input[0], "mask" }, Output = { "masked" } });
        softmax.Input[0] = "masked";
        float[] numbers = [.. Enumerable.Range(0, 16 * 16).Select(i => i % 16 > i / 16 ? -100f : 0)];
        var mask = new TensorProto { Name = "mask", DataType = (int)TensorProto.Types.DataType.Float, FloatData = { numbers } };
        if (isListed)
        {
            mask.Dims.Add([16, 16]);
            model.Graph.Initializer.Add(mask);
        }
        else
        {
            // A number without dimensions is no weight, and what is computed from sizes and numbers alone neither.
            mask.FloatData.Clear();
            mask.FloatData.Add(-100);
            var value = new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = mask };
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { "mask" }, Attribute = { value } });
        }

        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
            Assert.Contains("(MatMul)", error.Message, StringComparison.Ordinal);
            Assert.Contains(explanation, error.Message, StringComparison.Ordinal);
        });
    }

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
