using Ghn.Networks.Layers;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;
using Google.Protobuf;
using Dimension = Ghn.Onnx.Model.Protocol.TensorShapeProto.Types.Dimension;

namespace Ghn.Onnx.Tests;

/// <summary>Forms that a graph may have, beside those of the golden cases: what is written out, and what is refused.</summary>
public class GraphFormTests
{
    [Fact]
    public void Nodes_keep_their_order_but_for_those_that_come_too_early()
    {
        var graph = new GraphProto { Node = { Node("c", "b"), Node("a", "images"), Node("b", "a"), Node("d", "images") } };
        NodeOrder.Sort(graph);
        Assert.Equal(["a", "b", "c", "d"], graph.Node.Select(node => node.Output[0]));
    }

    [Fact]
    public void Nodes_that_wait_for_each_other_end()
    {
        var graph = new GraphProto { Node = { Node("a", "b"), Node("b", "a") } };
        NodeOrder.Sort(graph);
        Assert.Equal(2, graph.Node.Count);
    }

    [Fact]
    public void A_function_that_calls_itself_is_damage()
    {
        var function = new FunctionProto { Domain = "local", Name = "F", Input = { "v" }, Output = { "r" }, Node = { Call("r", "v") } };
        var model = new ModelProto { Functions = { function }, Graph = new GraphProto { Node = { Call("logits", "images") } } };
        var error = Assert.Throws<InvalidFileException>(() => LocalFunctions.Inline("file.onnx", model));
        Assert.Contains("calls itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_of_a_call_become_those_of_the_nodes_in_its_function()
    {
        var slope = new AttributeProto { Name = "alpha", RefAttrName = "slope" };
        var function = new FunctionProto
        {
            Domain = "local",
            Name = "F",
            Input = { "v" },
            Output = { "r" },
            AttributeProto = { new AttributeProto { Name = "slope", F = 0.5f } },
            Node = { new NodeProto { OpType = "LeakyRelu", Input = { "v" }, Output = { "r" }, Attribute = { slope } } },
        };
        NodeProto given = Call("logits", "x");
        given.Attribute.Add(new AttributeProto { Name = "slope", F = 0.25f });
        var model = new ModelProto { Functions = { function }, Graph = new GraphProto { Node = { Call("x", "images"), given } } };
        LocalFunctions.Inline("file.onnx", model);
        Assert.Equal([0.5f, 0.25f], model.Graph.Node.Select(node => node.Attribute.Single(own => own.Name == "alpha").F));
        Assert.Equal(["images", "x"], model.Graph.Node.Select(node => node.Input[0]));
    }

    [Fact]
    public void Images_that_are_lists_of_elements_need_their_size() => GoldenOnnx.WithFile(Flat(new Dimension { DimValue = 12 }), path =>
    {
        var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
        Assert.Contains("--image-size", error.Message, StringComparison.Ordinal);
        Assert.Equal([3, 2, 2], OnnxModel.Load(path, imageSize: 2).Network.InputShape);
        Assert.Equal([1, 3, 4], OnnxModel.Load(path, imageSize: (Size2d)(3, 4)).Network.InputShape);
        error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path, imageSize: 5));
        Assert.Contains("no image of 5×5", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void An_input_without_a_shape_is_said_to_have_none() => GoldenOnnx.WithFile(Flat(), path =>
    {
        var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
        Assert.Contains("does not say its shape", error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(new[] { "first", "second" }, new[] { 0, 1 })]
    [InlineData(new[] { "features", "second", "first" }, new[] { 1, 0, 2 })]
    [InlineData(new[] { "embedding", "logits" }, new[] { 1, 0 })]
    [InlineData(new[] { "features" }, new[] { 0 })]
    public void The_logits_are_the_first_output_of_a_linear_layer_that_no_other_is_made_of(string[] outputs, int[] places)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Flat(new Dimension { DimValue = 4 }));
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "images" }, Output = { "features" } });
        foreach ((string input, string output) in ((string, string)[])[
            ("features", "first"), ("features", "second"), ("features", "embedding"), ("embedding", "logits")])
        {
            model.Graph.Initializer.Add(Weight($"{output}.weight"));
            model.Graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { input, $"{output}.weight" }, Output = { output } });
        }

        model.Graph.Output.Clear();
        model.Graph.Output.Add(outputs.Select(name => new ValueInfoProto { Name = name }));
        GoldenOnnx.WithFile(model.ToByteArray(), path =>
        {
            OnnxModel read = OnnxModel.Load(path, imageSize: 2);
            Assert.Equal(outputs.Zip(places), read.Outputs.Select(output => (output.Name, output.Place)));
        });
    }

    private static NodeProto Node(string output, string input) => new() { OpType = "Relu", Input = { input }, Output = { output } };

    private static NodeProto Call(string output, string input) =>
        new() { OpType = "F", Domain = "local", Input = { input }, Output = { output } };

    private static TensorProto Weight(string name) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { 4, 4 },
        FloatData = { Enumerable.Range(0, 16).Select(i => (float)i) },
    };

    /// <summary>A linear map of lists of so many elements; without a number, the file does not say the input's shape.</summary>
    private static byte[] Flat(params Dimension[] elements)
    {
        int count = (int)elements.Sum(dimension => dimension.DimValue);
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float };
        if (elements.Length > 0)
        {
            type.Shape = new TensorShapeProto { Dim = { new Dimension { DimParam = "N" }, elements[0] } };
        }

        TensorProto weight = Weight("fc.weight");
        (weight.Dims[0], weight.Dims[1]) = (Math.Max(1, count), 2);
        weight.FloatData.Clear();
        weight.FloatData.Add(Enumerable.Range(0, 2 * Math.Max(1, count)).Select(i => (float)i));
        return new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            Graph = new GraphProto
            {
                Input = { new ValueInfoProto { Name = "images", Type = new TypeProto { TensorType = type } } },
                Initializer = { weight },
                Node = { new NodeProto { OpType = "MatMul", Input = { "images", "fc.weight" }, Output = { "logits" } } },
                Output = { new ValueInfoProto { Name = "logits" } },
            },
        }.ToByteArray();
    }
}
