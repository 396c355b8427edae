using Ghn.Onnx;
using Ghn.Onnx.Model.Protocol;
using Ghn.Onnx.Operators;
using Ghn.Onnx.Tests;
using Ghn.Tensors;
using Google.Protobuf;

namespace Ghn.Cli.Tests;

/// <summary>An attribute that an operator does not have is refused by its name: whoever wrote it means something by it.</summary>
public class OperatorAttributeTests
{
    /// <summary>The operators, but for those that are refused whatever their attributes.</summary>
    public static TheoryData<string> Operators =>
        [.. OperatorTable.Operators.Where(known => !known.IsRefused).Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void What_an_operator_does_not_have_is_refused_by_name(string name) => GoldenOnnx.WithFile(Model(name).ToByteArray(), path =>
    {
        var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
        Assert.Contains($"node odd ({name}): its attribute unheard_of is not read", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Such_a_node_can_be_passed_over() => GoldenOnnx.WithFile(Model("Relu").ToByteArray(), path =>
    {
        UnknownOperation passed = Assert.Single(OnnxModel.Load(path, skipsUnknown: true).UnknownOperations);
        Assert.Equal(("odd", "Relu", "its attribute unheard_of is not read"), (passed.Node, passed.Operation, passed.Reason));
    });

    /// <summary>A graph of a convolution and a node of that operator, on images of 4×4.</summary>
    private static ModelProto Model(string name)
    {
        var convolution = new NodeProto { OpType = "Conv", Name = "conv", Input = { "images", "weight" }, Output = { "maps" } };
        var odd = new NodeProto { OpType = name, Name = "odd", Input = { "maps" }, Output = { "logits" } };
        odd.Attribute.Add(new AttributeProto { Name = "unheard_of", Type = AttributeProto.Types.AttributeType.Int, I = 1 });
        var weight = new TensorProto { Name = "weight", Dims = { 3, 3, 1, 1 }, DataType = (int)TensorProto.Types.DataType.Float };
        weight.FloatData.AddRange(Enumerable.Repeat(1f, 9));
        var graph = new GraphProto { Name = "graph", Node = { convolution, odd }, Initializer = { weight } };
        graph.Input.Add(Images("images", 1, 3, 4, 4));
        graph.Output.Add(Images("logits", 1, 3, 4, 4));
        return new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Version = 17 } }, Graph = graph };
    }

    private static ValueInfoProto Images(string name, params long[] sizes)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
