using System.Text.RegularExpressions;
using Ghn.Networks.Layers;
using Ghn.Onnx.Model.Protocol;
using Ghn.Onnx.Operators;
using Ghn.Tensors.Files;
using Google.Protobuf;

namespace Ghn.Onnx.Tests;

/// <summary>An attribute that an operator does not have is refused by its name: whoever wrote it means something by it.</summary>
public class OperatorAttributeTests
{
    /// <summary>The operators, but for those that are refused whatever their attributes.</summary>
    public static TheoryData<string> Operators =>
        [.. OperatorTable.Operators.Where(known => !known.IsRefused).Select(known => known.Name)];

    /// <summary>The lines of all files about an attribute.</summary>
    public static TheoryData<string> Probes => [.. AttributeProbes.All.Select(pair => pair.Probe.Line)];

    private static readonly KnownFaults Faults = new(Repository.Golden("onnx_attributes", "not-yet.txt"));

    /// <summary>Attributes that are read, and are of no consequence for the numbers of a network that is not trained.</summary>
    private static readonly Dictionary<string, string> WithoutNumbers = new()
    {
        ["Attention softmax_precision"] = "any other than single precision is refused",
        ["BatchNormalization momentum"] = "only training sees it",
        ["Dropout ratio"] = "only training sees it",
        ["Dropout is_test"] = "only training sees it",
        ["RandomNormal shape"] = "random numbers have no right values",
        ["RandomUniform shape"] = "random numbers have no right values",
        ["Flatten axis"] = "any other than that of samples mixes these, which is refused",
        ["Reshape allowzero"] = "only tensors without elements have a dimension of 0",
    };

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

    /// <summary>
    /// The last attribute of a file's line either counts (the numbers are ONNX Runtime's, which gives others without it), or is refused by
    /// its name, unless its operator is refused whatever its attributes.
    /// </summary>
    [Theory]
    [MemberData(nameof(Probes))]
    public void What_an_operator_has_counts_or_is_refused_by_name(string line)
    {
        (OperatorProbe probe, OperatorProbe reference) = AttributeProbes.All.Single(pair => pair.Probe.Line == line);
        ProbeResult right = ProbeResult.Right(reference);
        ProbeResult result = ProbeResult.Of(probe);
        bool isAlone = reference == probe;
        string? fault = result.Refusal is { } refusal
            ? Names(refusal, probe.Attribute) || IsOfOperator(probe, refusal) || (!isAlone && IsOf(reference, refusal))
                ? null
                : Problem(refusal)
            : right.IsLike(result) ? null : "other numbers than the right ones";
        Faults.Match(Key(line), fault is null ? [] : [$"{Key(line)} {fault}"]);
        bool isWithoutConsequence = isAlone && right.IsLike(ProbeResult.Right(probe.WithoutAttribute()));
        Assert.False(isWithoutConsequence, "The attribute is of no consequence here.");
    }

    [Fact]
    public void What_does_not_count_yet_is_probed() =>
        Assert.Empty(Faults.All.Select(line => line.Split(' ')[0]).Except(AttributeProbes.All.Select(pair => Key(pair.Probe.Line))));

    [Fact]
    public void Every_attribute_that_is_read_is_probed()
    {
        IEnumerable<string> read = OperatorTable.Operators.Where(known => !known.IsRefused).SelectMany(
            known => known.Attributes.Intersect(Specified(known.Name)).Select(attribute => $"{known.Name} {attribute}"));
        IEnumerable<string> probed = AttributeProbes.All.Select(pair => $"{pair.Probe.Operator} {pair.Probe.Attribute}");
        Assert.Empty(read.Except(probed).Except(WithoutNumbers.Keys));
    }

    [Theory]
    [InlineData("Dropout-6 x ratio=0.3", 0.3)]
    [InlineData("Dropout-6 x ratio=0.3 is_test=1", null)]
    [InlineData("Dropout-10 x ratio=0.3", null)]
    public void Early_dropout_is_for_training_unless_it_says_otherwise(string line, double? probability) => GoldenOnnx.WithFile(
        new OperatorProbe(line).Bytes(),
        path => Assert.Equal(
            probability, OnnxModel.Load(path).Network.Nodes.Select(node => node.Layer).OfType<Dropout>().SingleOrDefault()?.Probability));

    [Fact]
    public void Momentum_is_the_weight_of_the_old_statistics() => GoldenOnnx.WithFile(
        new OperatorProbe("BatchNormalization-15 x w[3] w[3] w[3] w[3] momentum=0.7").Bytes(),
        path =>
        {
            BatchNorm2d layer = OnnxModel.Load(path).Network.Nodes.Select(node => node.Layer).OfType<BatchNorm2d>().Single();
            Assert.Equal(0.3, layer.Momentum, 6);
        });

    private static string Key(string line) => line.Replace(' ', '_');

    private static bool Names(string refusal, string attribute) => Regex.IsMatch(Problem(refusal), $@"\b{attribute}\b");

    private static string Problem(string refusal) => refusal.Split(". ")[0];

    /// <summary>Whether what is said of a file is what is said of its operator, whatever the attributes.</summary>
    private static bool IsOfOperator(OperatorProbe probe, string refusal) =>
        OperatorProbes.OnImages.Where(other => other.Operator == probe.Operator).Any(other => IsOf(other, refusal));

    private static bool IsOf(OperatorProbe probe, string refusal) =>
        ProbeResult.Of(probe).Refusal is { } other && Problem(other) == Problem(refusal);

    private static IEnumerable<string> Specified(string name) =>
        OnnxSpecification.Versions(name).Values.SelectMany(version => version.Keys).Distinct();

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
