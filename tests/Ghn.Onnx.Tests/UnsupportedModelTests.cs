using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>What cannot be imported says so: the file, the node, the operation, and what to do.</summary>
public class UnsupportedModelTests
{
    [Theory]
    [InlineData("DeformConv", "", "not supported")]
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
    public void Another_size_than_the_graph_is_made_for_is_no_damage()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx", "user_cnn__op13_preserve"));
        foreach (TensorShapeProto.Types.Dimension dimension in model.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(2))
        {
            dimension.DimParam = "size";
        }

        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path, imageSize: 5));
            Assert.Contains("say so by --image-size", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("damaged", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_weight_of_unknown_shape_has_not_no_dimensions() => Refuse(
        model => model.Graph.Input.Single(input => input.Name == model.Graph.Node.Last().Input[1]).Type.TensorType.Shape = null,
        "the file does not say its shape");

    [Theory]
    [InlineData("onnx::Conv_2", "batch normalisation folded")]
    [InlineData("stem.bias", "weights that the exporter computed")]
    public void Folded_normalisations_are_told_from_folded_weights(string bias, string warning)
    {
        ModelProto model = Model();
        NodeProto convolution = model.Graph.Node.First(node => node.OpType == "Conv");
        ValueInfoProto weight = model.Graph.Input.Single(input => input.Name == convolution.Input[1]);
        weight.Name = convolution.Input[1] = "onnx::Conv_1";
        ValueInfoProto added = weight.Clone();
        added.Name = bias;
        while (added.Type.TensorType.Shape.Dim.Count > 1)
        {
            added.Type.TensorType.Shape.Dim.RemoveAt(1);
        }

        model.Graph.Input.Add(added);
        convolution.Input.Add(bias);
        GoldenOnnx.WithFile(
            model.ToByteArray(), path => Assert.Contains(warning, Assert.Single(OnnxModel.Load(path).Warnings), StringComparison.Ordinal));
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
