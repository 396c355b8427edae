using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Ghn.Onnx.Model.Protocol;
using Google.Protobuf;
using AttributeType = Ghn.Onnx.Model.Protocol.AttributeProto.Types.AttributeType;
using DataType = Ghn.Onnx.Model.Protocol.TensorProto.Types.DataType;

namespace Ghn.Onnx.Tests;

/// <summary>
/// A file around one node, in a line: <c>Conv-11 x w[4,3,3,3] strides=2,2</c> is the operator, its operator set, its inputs and its
/// attributes; a domain may stand before it, with a colon. Inputs are
/// <list type="bullet">
/// <item><c>x</c>, the hyperbolic tangents of the images [2,3,6,6]; <c>g</c>, their means [2,3,1,1];</item>
/// <item><c>v</c>, the means as vectors [2,3]; <c>u</c>, as [2,1,1,3]; <c>h</c>, as [3,2];</item>
/// <item><c>m</c>, the maps as sequences [2,3,36]; <c>t</c>, as tokens [2,36,3]; <c>q</c>, as twelve small maps [2,12,3,3];</item>
/// <item><c>w[…]</c>, learnt numbers of a shape; <c>i[…]</c>, integers of the file; <c>s[…]</c>, a real number of the file;</item>
/// <item><c>c[…]</c>, <c>k[…]</c>, <c>b[…]</c>, constants of real numbers, integers and truth values; <c>n[…]</c>, one integer;</item>
/// <item><c>c[…]:3,1</c>, <c>k[…]:3,1</c> and <c>b[…]:3,1</c>, constants in a shape;</item>
/// <item><c>_</c>, an input that is left out.</item>
/// </list>
/// A line that ends in <c>+3</c> adds the last number that the node gives and the first three to the images, and doubles
/// between; one with <c>#2of3</c> takes the second of three outputs.
/// </summary>
internal sealed partial class OperatorProbe
{
    private readonly string[] _inputs;
    private readonly string _domain;
    private readonly (string Name, string Value)[] _attributes;
    private readonly int _added;
    private readonly int _output;
    private readonly int _outputs;
    private readonly GraphProto _graph = new() { Name = "graph" };

    /// <summary>Reads a line.</summary>
    public OperatorProbe(string line)
    {
        Line = line;
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] kind = words[0].Split('-', ':');
        (Operator, Version) = (kind[^2], int.Parse(kind[^1], CultureInfo.InvariantCulture));
        _domain = kind.Length > 2 ? kind[0] : string.Empty;
        _added = Marked(words, '+') is [var count] ? count : 0;
        (_output, _outputs) = Marked(words, '#') is [var place, var outputs] ? (place, outputs) : (1, 1);
        _attributes = [.. words.Where(word => word.Contains('=')).Select(word => word.Split('=')).Select(pair => (pair[0], pair[1]))];
        _inputs = [.. words.Skip(1).Where(word => word[0] is not '+' and not '#' && !word.Contains('='))];
    }

    /// <summary>The line.</summary>
    public string Line { get; }

    /// <summary>The operator.</summary>
    public string Operator { get; }

    /// <summary>The operator set.</summary>
    public int Version { get; }

    /// <summary>The last attribute of the line, which it is about.</summary>
    public string Attribute => _attributes[^1].Name;

    /// <summary>The probe without its last attribute.</summary>
    public OperatorProbe WithoutAttribute() =>
        new(string.Join(' ', Line.Split(' ').Where(word => !word.StartsWith($"{Attribute}=", StringComparison.Ordinal))));

    /// <summary>The file.</summary>
    public byte[] Bytes()
    {
        _graph.Node.Clear();
        _graph.Initializer.Clear();
        Append("Tanh", "x", ["images"]);
        var node = new NodeProto { OpType = Operator, Name = "probe", Domain = _domain };
        node.Input.AddRange(_inputs.Select(Input));
        node.Output.AddRange(Enumerable.Range(1, _outputs).Select(place => place == _output ? "given" : $"unused{place}"));
        node.Attribute.AddRange(_attributes.Select(attribute => Typed(attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
        string output = _added > 0 ? Added("given") : "given";
        _graph.Input.Clear();
        _graph.Input.Add(Images("images", 2, 3, 6, 6));
        _graph.Output.Clear();
        _graph.Output.Add(new ValueInfoProto { Name = output });
        var version = new OperatorSetIdProto { Version = Version };
        return new ModelProto { IrVersion = 8, OpsetImport = { version }, Graph = _graph }.ToByteArray();
    }

    private static int[] Marked(string[] words, char mark)
    {
        string word = words.FirstOrDefault(word => word[0] == mark) ?? string.Empty;
        return [.. Numbers().Matches(word).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];
    }

    private string Added(string value)
    {
        Append("Cast", "real", [value], ("to", "1"));
        Shape("real", "list", "-1");
        string sum = "x";
        foreach (int place in Enumerable.Range(-1, _added + 1))
        {
            Append("Gather", $"number{place + 1}", ["list", Integers($"place{place + 1}", [place])]);
            Append("Add", $"double{place + 1}", [sum, sum]);
            Append("Add", sum = $"sum{place + 1}", [$"double{place + 1}", $"number{place + 1}"]);
        }

        return sum;
    }

    private string Input(string word)
    {
        string name = $"{word[0]}{_graph.Node.Count + _graph.Initializer.Count}";
        string numbers = Bracketed().Match(word).Groups[1].Value;
        switch (word[0])
        {
            case 'u':
                Append("GlobalAveragePool", "means", ["x"]);
                Append("Transpose", name, ["means"], ("perm", "0,2,3,1"));
                return name;
            case 'g':
                Append("GlobalAveragePool", name, ["x"]);
                return name;
            case 'q':
                Append("Reshape", name, ["x", Integers("halves", [2, 12, 3, 3])]);
                return name;
            case 'v':
                Append("GlobalAveragePool", "means", ["x"]);
                Append("Flatten", name, ["means"]);
                return name;
            case 'h':
                Append("Transpose", name, [Input("v")], ("perm", "1,0"));
                return name;
            case 'm':
                Append("Reshape", name, ["x", Integers($"{name}_row", [2, 3, 36])]);
                return name;
            case 't':
                Append("Reshape", $"{name}_rows", ["x", Integers($"{name}_columns", [2, 3, 36])]);
                Append("Transpose", name, [$"{name}_rows"], ("perm", "0,2,1"));
                return name;
            case 'w':
                return Learnt(name, [.. Longs(numbers)]);
            case 'i':
                return Integers(name, Longs(numbers));
            case 's':
                _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)DataType.Float, FloatData = { Number(numbers) } });
                return name;
            case 'c':
                Constant($"{name}_list", "value_floats", numbers);
                return Shape($"{name}_list", name, word.Contains(':') ? word[(word.IndexOf(':') + 1)..] : "-1");
            case 'k':
                Constant($"{name}_list", "value_ints", numbers);
                return Shape($"{name}_list", name, word.Contains(':') ? word[(word.IndexOf(':') + 1)..] : "-1");
            case 'n':
                return Constant(name, "value_int", numbers);
            case 'b':
                Append("Cast", $"{name}_list", [Constant($"{name}_number", "value_ints", numbers)], ("to", "9"));
                return word.Contains(':') ? Shape($"{name}_list", name, word[(word.IndexOf(':') + 1)..]) : $"{name}_list";
            default:
                return word == "_" ? string.Empty : word;
        }
    }

    private string Learnt(string name, long[] shape)
    {
        int count = (int)shape.Aggregate(1L, (product, size) => product * size);
        ulong place = (ulong)_graph.Initializer.Count;
        float[] values = [.. Enumerable.Range(0, count).Select(i => (float)(0.25 + HashedValues.At(place, (ulong)i)))];
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float };
        tensor.Dims.AddRange(shape);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Integers(string name, IEnumerable<long> numbers)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Int64Data.AddRange(numbers);
        tensor.Dims.Add(tensor.Int64Data.Count);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Shape(string value, string name, string sizes)
    {
        bool isEarly = Version < 5;
        Append(
            "Reshape", name, isEarly ? [value] : [value, Constant($"{name}_shape", "value_ints", sizes)],
            isEarly ? [("shape", sizes)] : []);
        return name;
    }

    private string Constant(string name, string attribute, string numbers)
    {
        Append("Constant", name, [], (attribute, numbers));
        return name;
    }

    private void Append(string type, string output, string[] inputs, params (string Name, string Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output, Output = { output } };
        node.Input.AddRange(inputs);
        node.Attribute.AddRange(attributes.Select(attribute => Typed(type, attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
    }

    private AttributeProto Typed(string name, string value) => Typed(Operator, name, value);

    private static AttributeProto Typed(string type, string name, string value)
    {
        string kind = OnnxSpecification.Versions(type).Values.Last(version => version.ContainsKey(name))[name];
        kind = kind.Replace("_", string.Empty, StringComparison.Ordinal);
        var attribute = new AttributeProto { Name = name, Type = Enum.Parse<AttributeType>(kind, ignoreCase: true) };
        switch (attribute.Type)
        {
            case AttributeType.Int:
                attribute.I = long.Parse(value, CultureInfo.InvariantCulture);
                break;
            case AttributeType.Float:
                attribute.F = Number(value);
                break;
            case AttributeType.String:
                attribute.S = ByteString.CopyFromUtf8(value);
                break;
            case AttributeType.Ints:
                attribute.Ints.AddRange(Longs(value));
                break;
            case AttributeType.Strings:
                attribute.Strings.Add(ByteString.CopyFromUtf8(value));
                break;
            case AttributeType.SparseTensor:
                attribute.SparseTensor = new SparseTensorProto
                {
                    Values = new TensorProto { DataType = (int)DataType.Float, FloatData = { Number(value) }, Dims = { 1 } },
                    Indices = new TensorProto { DataType = (int)DataType.Int64, Int64Data = { 0 }, Dims = { 1 } },
                    Dims = { 1 },
                };
                break;
            case AttributeType.Floats:
                attribute.Floats.AddRange(value.Split(',').Select(Number));
                break;
            case AttributeType.Tensor:
                attribute.T = new TensorProto { DataType = (int)DataType.Float, FloatData = { Number(value) }, Dims = { 1 } };
                break;
            default:
                throw new ArgumentException($"{name} is of the type {kind}.", nameof(name));
        }

        return attribute;
    }

    private static IEnumerable<long> Longs(string numbers) =>
        numbers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, CultureInfo.InvariantCulture));

    private static float Number(string number) => float.Parse(number, CultureInfo.InvariantCulture);

    private static ValueInfoProto Images(string name, params long[] sizes)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    [GeneratedRegex(@"\[(.*)\]")]
    private static partial Regex Bracketed();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
