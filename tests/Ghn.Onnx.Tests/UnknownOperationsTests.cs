using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Google.Protobuf;

using Dimension = Ghn.Onnx.Model.Protocol.TensorShapeProto.Types.Dimension;

namespace Ghn.Onnx.Tests;

/// <summary>Operations that Ghn does not know are passed over if they may be: layers before and after them are read all the same.</summary>
public sealed class UnknownOperationsTests : IDisposable
{
    private const string Upscaled = "/up/Upscale_output_0";
    private const string LastRelu = "/merge/merge.2/Relu";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ghn-onnx-");

    [Fact]
    public void Unless_they_may_be_the_error_names_the_option() => GoldenOnnx.WithFile(GoldenOnnx.Bytes("onnx_unknown", "decoder"), path =>
    {
        var error = Assert.Throws<InvalidFileException>(() => OnnxModel.Load(path));
        Assert.Contains("node /up/Upscale (Upscale): the operation belongs to com.example", error.Message, StringComparison.Ordinal);
        Assert.Contains("--skip-unknown", error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("decoder", "Upscale", "up.weight 16×16×2×2", "up.bias 16")]
    [InlineData("sampler", "GridSample")]
    [InlineData("bilinear", "Einsum", "metric 8×8")]
    public void Their_weights_are_listed_and_all_others_are_parameters(string name, string operation, params string[] skipped)
    {
        OnnxModel file = Import(Proto(name));
        Assert.Equal([operation], file.UnknownOperations.Select(unknown => unknown.Operation));
        Assert.Equal(skipped, file.SkippedTensors.Select(tensor => $"{tensor.Name} {tensor.Shape}"));
        Assert.All(file.SkippedTensors, tensor => Assert.Equal(operation, tensor.Behind.Operation));
        Assert.Contains(file.Warnings, warning => warning.Contains(operation, StringComparison.Ordinal));

        IEnumerable<string> identities = file.Proto.Graph.Node.Where(node => node.OpType == "Identity").Select(node => node.Output[0]);
        Assert.Equal(
            file.Proto.Graph.Initializer.Select(tensor => tensor.Name).Concat(identities).Order(StringComparer.Ordinal),
            file.Weights.Names.Concat(file.SkippedTensors.Select(tensor => tensor.Name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Their_networks_do_not_run()
    {
        OnnxModel file = Import(Proto("sampler"));
        using var model = new Networks.Execution.Model(file.Network, file.Weights);
        using Tensor images = Tensor.Allocate([1, 3, 16, 16]);
        var error = Assert.Throws<NotSupportedException>(() => model.Predict(images));
        Assert.Contains("/GridSample is an operation GridSample, which is unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_of_which_nothing_is_said_are_taken_to_keep_the_shape()
    {
        ModelProto model = Proto("decoder");
        Rename(model.Graph.Node.Single(node => node.Name == LastRelu), "Swoosh");
        OnnxModel file = Import(model);
        Assert.Equal(["Upscale", "Swoosh"], file.UnknownOperations.Select(unknown => unknown.Operation));
        Assert.Equal(["up.weight", "up.bias"], file.SkippedTensors.Select(tensor => tensor.Name));
        Assert.Contains(file.Network.Parameters, parameter => parameter.Name == "head.weight");
    }

    [Fact]
    public void Where_a_shape_cannot_be_known_all_that_lies_behind_is_left()
    {
        ModelProto model = Proto("decoder");
        model.Graph.ValueInfo.Clear();
        OnnxModel file = Import(model);
        Assert.All(file.Network.Parameters, parameter => Assert.Matches("^(stem|down)", parameter.Name));
        Assert.Equal(8, file.Network.Parameters.Count);
        Assert.Equal(10, file.Network.ClassCount);
        Assert.Equal(
            ["Upscale", "Concat"], file.SkippedTensors.Select(tensor => tensor.Behind.Operation).Distinct());
        Assert.Equal(
            ["up.weight", "up.bias", "merge.0.weight", "merge.0.bias", "merge.1.weight", "merge.1.bias", "merge.1.running_mean",
                "merge.1.running_var",
                "head.weight", "head.bias"],
            file.SkippedTensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_shape_that_the_file_tells_is_believed()
    {
        ModelProto model = Proto("decoder");
        model.Graph.ValueInfo.Clear();
        var shape = new TensorShapeProto { Dim = { new Dimension { DimParam = "M" } } };
        shape.Dim.Add(((int[])[16, 16, 16]).Select(size => new Dimension { DimValue = size }));
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } };
        model.Graph.ValueInfo.Add(new ValueInfoProto { Name = Upscaled, Type = type });
        Assert.Equal(["up.weight", "up.bias"], Import(model).SkippedTensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Weights_that_are_computed_of_others_are_left_as_they_were()
    {
        ModelProto model = Proto("decoder");
        NodeProto convolution = model.Graph.Node.Single(node => node.Name == "/merge/merge.0/Conv");
        model.Graph.Node.Insert(0, new NodeProto
        {
            OpType = "Mul",
            Name = "scaled",
            Input = { "merge.0.weight", "scale" },
            Output = { "merge.0.scaled" },
        });
        var sizes = model.Graph.Initializer.Single(tensor => tensor.Name == "merge.0.weight").Dims;
        int count = (int)sizes.Aggregate(1L, (product, size) => product * size);
        model.Graph.Initializer.Add(new TensorProto { Name = "scale", DataType = 1, Dims = { sizes }, FloatData = { new float[count] } });
        convolution.Input[1] = "merge.0.scaled";
        OnnxModel file = Import(model);
        UnknownOperation unknown = file.UnknownOperations.Single(operation => operation.Operation == "Conv");
        Assert.Contains("computed, not learnt", unknown.Reason, StringComparison.Ordinal);
        Assert.Equal(
            ["merge.0.weight", "scale", "merge.0.bias"],
            file.SkippedTensors.Where(tensor => tensor.Behind == unknown).Select(tensor => tensor.Name));
    }

    [Fact]
    public void What_may_be_a_part_of_them_is_taken_for_no_layer_of_its_own()
    {
        ModelProto model = Proto("decoder");
        NodeProto unknown = model.Graph.Node.Single(node => node.OpType == "Upscale");
        int place = model.Graph.Node.IndexOf(unknown);
        string given = unknown.Output[0];
        unknown.Output[0] = "upscaled";
        model.Graph.ValueInfo.Single().Name = "upscaled";
        model.Graph.Initializer.Add(Vector("up.gamma", 16, 1, 1));
        model.Graph.Initializer.Add(Vector("up.beta", 16, 1, 1));
        model.Graph.Initializer.Add(Vector("up.places", 1, 16, 16, 16));
        model.Graph.Node.Insert(place + 1, Binary("Mul", "upscaled", "up.gamma", "scaled"));
        model.Graph.Node.Insert(place + 2, Binary("Add", "scaled", "up.beta", "shifted"));
        model.Graph.Node.Insert(place + 3, Binary("Add", "shifted", "up.places", given));
        OnnxModel file = Import(model);
        Assert.Equal(3, file.Network.Nodes.Count(node => node.Layer is BatchNorm2d));
        Assert.DoesNotContain(file.Network.Nodes, node => node.Layer is PositionalMaps);
        Assert.Equal(
            ["up.weight", "up.bias", "up.gamma", "up.beta"],
            file.SkippedTensors.Select(tensor => tensor.Name).Where(name => name != "up.places"));
    }

    private static NodeProto Binary(string type, string left, string right, string output) =>
        new() { OpType = type, Name = output, Input = { left, right }, Output = { output } };

    private static TensorProto Vector(string name, params long[] sizes)
    {
        int count = (int)sizes.Aggregate(1L, (product, size) => product * size);
        return new TensorProto { Name = name, DataType = 1, Dims = { sizes }, FloatData = { Enumerable.Repeat(0.5f, count) } };
    }

    [Fact]
    public void Bodies_of_control_flow_may_take_weights_by_name()
    {
        ModelProto model = Proto("decoder");
        NodeProto relu = model.Graph.Node.Single(node => node.Name == LastRelu);
        NodeProto[] branches =
        [
            new() { OpType = "Relu", Input = { relu.Input }, Output = { "yes" } },
            new() { OpType = "PRelu", Input = { relu.Input[0], "slopes" }, Output = { "no" } },
        ];
        model.Graph.Initializer.Add(new TensorProto { Name = "condition", DataType = 9, RawData = ByteString.CopyFrom(1) });
        model.Graph.Initializer.Add(new TensorProto { Name = "slopes", DataType = 1, Dims = { 8, 1, 1 }, FloatData = { new float[8] } });
        relu.OpType = "If";
        relu.Input.Clear();
        relu.Input.Add("condition");
        relu.Attribute.Add(branches.Select(branch => new AttributeProto
        {
            Name = branch.Output[0],
            Type = AttributeProto.Types.AttributeType.Graph,
            G = new GraphProto { Node = { branch }, Output = { new ValueInfoProto { Name = branch.Output[0] } } },
        }));
        OnnxModel file = Import(model);
        Assert.Equal(["Upscale", "If"], file.UnknownOperations.Select(unknown => unknown.Operation));
        Assert.Equal(["up.weight", "up.bias", "slopes"], file.SkippedTensors.Select(tensor => tensor.Name));
        Assert.Contains(file.Network.Parameters, parameter => parameter.Name == "head.weight");
    }

    [Fact]
    public void Where_everything_is_unknown_nothing_is_left_to_predict()
    {
        ModelProto model = Proto("decoder");
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType != "Identity"))
        {
            Rename(node, "Frobnicate");
        }

        string message = Refuse(model);
        Assert.Contains("/stem/stem.0/Conv (Frobnicate)", message, StringComparison.Ordinal);
        Assert.Contains("nothing is left to predict", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_which_no_shape_is_known_is_an_error()
    {
        ModelProto model = Proto("decoder");
        model.Graph.ValueInfo.Clear();
        model.Graph.Output[0].Type.TensorType.Shape = null;
        Assert.Contains("behind node /Concat (Concat)", Refuse(model), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Rename(NodeProto node, string operation) => (node.OpType, node.Domain) = (operation, "com.example");

    private static ModelProto Proto(string name) => ModelProto.Parser.ParseFrom(GoldenOnnx.Bytes("onnx_unknown", name));

    private string Refuse(ModelProto model) => Assert.Throws<InvalidFileException>(() => Import(model)).Message;

    private OnnxModel Import(ModelProto model)
    {
        string path = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return OnnxModel.Load(path, skipsUnknown: true);
    }
}
