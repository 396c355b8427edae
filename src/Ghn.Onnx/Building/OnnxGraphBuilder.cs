using System.Runtime.InteropServices;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Ghn.Onnx.Building;

/// <summary>
/// An ONNX graph under construction. Nodes and their values bear the name of what they are a translation of, a slash, and the operation:
/// <c>layer1.0.conv1/Conv</c>.
/// </summary>
internal sealed class OnnxGraphBuilder
{
    private readonly GraphProto _graph = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedWeights = new(StringComparer.Ordinal);

    /// <summary>Starts a graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reserved">The names of other values, which no node gets.</param>
    public OnnxGraphBuilder(string name, IEnumerable<string> reserved)
    {
        _graph.Name = name;
        _names.UnionWith(reserved);
    }

    /// <summary>The name of the layer or node under translation.</summary>
    public string Scope { get; set; } = string.Empty;

    /// <summary>Declares an input of any number of samples.</summary>
    public OnnxValue Input(string name, Shape sampleShape)
    {
        _graph.Input.Add(Batch(name, sampleShape));
        return new OnnxValue(this, name);
    }

    /// <summary>Declares an output of any number of samples, under a name of its own.</summary>
    public void Output(string name, OnnxValue value, Shape sampleShape)
    {
        _graph.Output.Add(Batch(name, sampleShape));
        if (_graph.Node.All(node => node.Output[0] != value.Name))
        {
            _graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value.Name }, Output = { name } });
            return;
        }

        foreach (NodeProto node in _graph.Node)
        {
            Rename(node.Input, value.Name, name);
            Rename(node.Output, value.Name, name);
        }
    }

    /// <summary>The names of the weights that operations take.</summary>
    public IReadOnlySet<string> UsedWeights => _usedWeights;

    /// <summary>A value that is given from outside, under its name.</summary>
    public OnnxValue Given(string name) => new(this, name);

    /// <summary>An entry of the network's state.</summary>
    public OnnxValue Weight(string name)
    {
        _usedWeights.Add(name);
        return new OnnxValue(this, name);
    }

    /// <summary>Appends an operation.</summary>
    public OnnxValue Append(string operation, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<AttributeProto> attributes)
    {
        string name = UnusedName($"{Scope}/{operation}");
        _graph.Node.Add(new NodeProto
        {
            OpType = operation,
            Name = name,
            Input = { inputs.Select(input => input.Name) },
            Output = { name },
            Attribute = { attributes },
        });
        return new OnnxValue(this, name);
    }

    /// <summary>What stands for an input of an operation that is left out.</summary>
    public OnnxValue Nothing => new(this, string.Empty);

    /// <summary>A vector of whole numbers.</summary>
    public OnnxValue Integers(params IEnumerable<int> values)
    {
        long[] elements = [.. values.Select(value => (long)value)];
        return Constant(TensorProto.Types.DataType.Int64, [elements.Length], elements);
    }

    /// <summary>A whole number.</summary>
    public OnnxValue Integer(int value) => Constant(TensorProto.Types.DataType.Int64, [], [(long)value]);

    /// <summary>A number.</summary>
    public OnnxValue Number(double value) => Constant(TensorProto.Types.DataType.Float, [], [(float)value]);

    /// <summary>An array of numbers.</summary>
    public OnnxValue Numbers(Shape shape, ReadOnlySpan<float> values) => Constant(TensorProto.Types.DataType.Float, shape, values);

    /// <summary>A scale of 1 and a shift of 0 for each channel.</summary>
    public OnnxValue[] Unscaled(int channels)
    {
        float[] ones = new float[channels];
        Array.Fill(ones, 1);
        return [Numbers([channels], ones), Numbers([channels], new float[channels])];
    }

    /// <summary>The graph.</summary>
    public GraphProto Build() => _graph;

    private OnnxValue Constant<T>(TensorProto.Types.DataType type, Shape shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            DataType = (int)type,
            Dims = { shape.Select(size => (long)size) },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        return Append("Constant", [], [OnnxAttributes.Tensor("value", tensor)]);
    }

    private string UnusedName(string stem)
    {
        string name = stem;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{stem}_{i}";
        }

        return name;
    }

    private static void Rename(RepeatedField<string> names, string from, string to)
    {
        for (int i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == from ? to : names[i];
        }
    }

    private static ValueInfoProto Batch(string name, Shape sampleShape)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.Add(sampleShape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
