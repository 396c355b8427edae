using System.Globalization;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Ir;

/// <summary>A node of an ONNX graph with what flows into it, and its attributes by name.</summary>
internal sealed class OnnxNode
{
    private const string Remedy = "Ghn reads the operations of vision models in float32.";
    private const string OtherSize = "If the graph is made for another size of images, say so by --image-size.";
    private const string LastResort =
        "With --skip-unknown, 'ghn predict' and 'ghn graph' pass it over, and leave the parameters behind it as they are.";

    private readonly string _file;
    private readonly TensorContent _content;
    private readonly NodeProto _proto;

    /// <summary>Describes a node.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="content">Reads the numbers of the file's tensors.</param>
    /// <param name="proto">The node.</param>
    /// <param name="version">The version of the operator set.</param>
    /// <param name="inputs">What flows in; null for an input that is left out.</param>
    public OnnxNode(string file, TensorContent content, NodeProto proto, long version, IReadOnlyList<Value?> inputs)
    {
        _file = file;
        _content = content;
        _proto = proto;
        Version = version;
        Inputs = inputs;
    }

    /// <summary>The operation: <c>Conv</c>.</summary>
    public string Type => _proto.OpType;

    /// <summary>The domain of the operation; empty for ONNX's own.</summary>
    public string Domain => _proto.Domain;

    /// <summary>Whether the operation is one of ONNX.</summary>
    public bool IsStandard => _proto.Domain is "" or "ai.onnx";

    /// <summary>The node's name, or else that of its output.</summary>
    public string Name => _proto.Name.Length > 0 ? _proto.Name : _proto.Output.FirstOrDefault(string.Empty);

    /// <summary>The names of the outputs; empty for those that are left out.</summary>
    public IReadOnlyList<string> Outputs => _proto.Output;

    /// <summary>The version of the operator set.</summary>
    public long Version { get; }

    /// <summary>What flows in.</summary>
    public IReadOnlyList<Value?> Inputs { get; }

    /// <summary>The node with other values flowing in.</summary>
    public OnnxNode With(IReadOnlyList<Value?> inputs) => new(_file, _content, _proto, Version, inputs);

    /// <summary>An input.</summary>
    /// <exception cref="InvalidFileException">It is missing.</exception>
    public Value Input(int index) => OptionalInput(index) ?? throw Invalid($"its input {index} is missing");

    /// <summary>An input that may be left out.</summary>
    public Value? OptionalInput(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>The integers of an input.</summary>
    /// <exception cref="InvalidFileException">They are not known from sizes alone.</exception>
    public long[] Integers(int index) => OptionalIntegers(index) ?? throw Invalid($"its input {index} is missing");

    /// <summary>The integers of an input that may be left out.</summary>
    /// <exception cref="InvalidFileException">They are not known from sizes alone.</exception>
    public long[]? OptionalIntegers(int index) => OptionalInput(index) switch
    {
        null => null,
        Constant constant => constant.Integers,
        _ => throw Unsupported($"its input {index} depends on the images, not on their size alone"),
    };

    /// <summary>Integers that older operator sets have as an attribute and newer ones as an input.</summary>
    public long[]? IntegersOf(string attribute, int input) => OptionalIntegers(input) ?? Integers(attribute);

    /// <summary>An integer attribute.</summary>
    public long Integer(string attribute, long otherwise) => Find(attribute)?.I ?? otherwise;

    /// <summary>An integer attribute in the range of 32 bits.</summary>
    /// <exception cref="InvalidFileException">It is out of range.</exception>
    public int Int32(string attribute, int otherwise) => ToInt32(Integer(attribute, otherwise), attribute);

    /// <summary>The integers of an attribute; null if it is absent.</summary>
    public long[]? Integers(string attribute) => Find(attribute) is { } found ? [.. found.Ints] : null;

    /// <summary>
    /// A real attribute. Files hold 0.00001 as the nearest number of single precision; what is meant is the shortest decimal that
    /// has it as its nearest.
    /// </summary>
    public double Number(string attribute, double otherwise) => Find(attribute) is { } found ? Meant(found.F) : otherwise;

    /// <summary>A text attribute.</summary>
    public string Text(string attribute, string otherwise) => Find(attribute)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>A tensor attribute; null if it is absent.</summary>
    /// <exception cref="InvalidFileException">Its numbers are incomplete, or of a type that is not supported.</exception>
    public Tensor? Tensor(string attribute) => Find(attribute)?.T is { } tensor
        ? _content.Read(tensor)
        : null;

    /// <summary>The names of its attributes.</summary>
    public IEnumerable<string> Attributes => _proto.Attribute.Select(attribute => attribute.Name);

    /// <summary>An attribute; null if it is absent.</summary>
    public AttributeProto? Find(string attribute) => _proto.Attribute.FirstOrDefault(candidate => candidate.Name == attribute);

    /// <summary>An attribute that the node has beside those of some names; null if there is none.</summary>
    public string? AttributeBeside(IEnumerable<string> names) =>
        Attributes.Except(names).FirstOrDefault();

    /// <summary>The index of a dimension, counted from the end if it is negative.</summary>
    /// <exception cref="InvalidFileException">There is no such dimension.</exception>
    public int Axis(long axis, int rank)
    {
        long index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? (int)index : throw Invalid($"it has no dimension {axis}: its input has {rank}");
    }

    /// <summary>A size in the range of 32 bits.</summary>
    /// <exception cref="InvalidFileException">It is out of range.</exception>
    public int ToInt32(long number, string what) =>
        number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Invalid($"{what} is {number}");

    /// <summary>The shortest decimal whose nearest number of single precision this is.</summary>
    public static double Meant(float number) =>
        double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>An exception for a node that no valid file has.</summary>
    public InvalidFileException Invalid(string problem) => new(_file, Place, problem);

    /// <summary>An exception for what Ghn cannot import.</summary>
    public InvalidFileException Unsupported(string problem, string? remedy = null) =>
        new(_file, Place, problem, $"{remedy ?? Remedy} {LastResort}");

    /// <summary>An exception for sizes that do not fit each other, as those of a valid file do not for images of another size.</summary>
    public InvalidFileException DoesNotFit(string problem) => Unsupported(problem, OtherSize);

    /// <summary>The node as one that is passed over.</summary>
    public UnsupportedReason Unknown(InvalidFileException objection) => new(Name, Type, objection.Problem ?? objection.Message);

    private string Place => $"node {Name} ({Type})";
}
