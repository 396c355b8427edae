using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// Walks the nodes of a graph for images of one size: shape arithmetic comes down to constants, movement of data to views, and
/// what is left are the operations that compute.
/// </summary>
internal sealed class GraphReader
{
    /// <summary>How many elements all descriptions of values together may have, so that a small file cannot fill the memory.</summary>
    private const long MostElements = 1L << 28;

    private static readonly HashSet<string> ControlFlow = ["If", "Loop", "Scan", "SequenceMap"];

    private readonly string _file;
    private readonly TensorContent _content;
    private readonly long _version;
    private readonly Dictionary<string, Value> _values;
    private readonly Dictionary<string, int> _lastUses = new(StringComparer.Ordinal);
    private readonly List<Operation> _operations = [];
    private readonly UnknownNodes? _unknown;
    private long _elementCount;

    private GraphReader(string file, long version, GraphStart start, UnknownNodes? unknown) =>
        (_file, _version, _values, _content, _unknown) = (file, version, start.Values, start.Content, unknown);

    /// <summary>Reads a graph.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="model">The model.</param>
    /// <param name="start">What the graph starts from: the input, the parameters, and constants.</param>
    /// <param name="unknown">Takes the nodes that cannot be read; null if there must not be any.</param>
    /// <exception cref="InvalidFileException">A node is damaged or not supported.</exception>
    public static OperationGraph Read(string file, ModelProto model, GraphStart start, UnknownNodes? unknown)
    {
        long version = model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx")?.Version ?? 1;
        var reader = new GraphReader(file, version, start, unknown);
        reader.FindLastUses(model.Graph);
        for (int i = 0; i < model.Graph.Node.Count; i++)
        {
            reader.Read(model.Graph.Node[i], i);
        }

        Value[] outputs = [.. model.Graph.Output.Select(output => reader.Output(output.Name))];
        return new OperationGraph(reader._operations, outputs, skipsUnknown: unknown is not null);
    }

    private void FindLastUses(GraphProto graph)
    {
        for (int i = 0; i < graph.Node.Count; i++)
        {
            foreach (string input in Taken(graph.Node[i]))
            {
                _lastUses[input] = i;
            }
        }

        foreach (ValueInfoProto output in graph.Output)
        {
            _lastUses[output.Name] = graph.Node.Count;
        }
    }

    private void Read(NodeProto proto, int index)
    {
        string[] taken = [.. Taken(proto)];
        if (proto.Output.Count == 0)
        {
            throw new InvalidFileException(_file, $"node {proto.Name} ({proto.OpType})", "it gives nothing");
        }

        var node = new OnnxNode(_file, _content, proto, _version, [.. proto.Input.Select(name => Find(proto, name))]);
        IReadOnlyList<Value?> outputs = Results(node, proto, taken);
        for (int i = 0; i < Math.Min(outputs.Count, node.Outputs.Count); i++)
        {
            if (outputs[i] is { } output)
            {
                _elementCount += output is Constant or View { IsWhole: false } ? output.Shape.ElementCount : 0;
                _values[node.Outputs[i]] = output;
            }
        }

        if (_elementCount > MostElements)
        {
            throw new InvalidFileException(
                _file, $"node {node.Name} ({node.Type})", "the graph moves more data about than fits in memory",
                "A smaller --image-size may help.");
        }

        foreach (string input in taken.Where(input => input.Length > 0 && _lastUses[input] == index))
        {
            _values.Remove(input);
        }
    }

    /// <summary>The values that a node takes; the bodies of control flow take values by their names alone.</summary>
    internal static IEnumerable<string> Taken(NodeProto proto) => proto.Input.Concat(
        proto.Attribute
            .SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G))
            .SelectMany(body => body.Node.SelectMany(Taken).Concat(body.Output.Select(output => output.Name))));

    private Value? Find(NodeProto proto, string name)
    {
        if (name.Length == 0 || _unknown?.IsInGap(name) == true)
        {
            return null;
        }

        return _values.TryGetValue(name, out Value? value)
            ? value
            : throw new InvalidFileException(
                _file, $"node {proto.Name} ({proto.OpType})", $"nothing before it gives {name}, which it takes");
    }

    private IReadOnlyList<Value?> Results(OnnxNode node, NodeProto proto, IReadOnlyList<string> taken)
    {
        if (_unknown is not null && taken.Any(_unknown.IsInGap))
        {
            return PassOver(node, taken, _unknown, objection: null);
        }

        try
        {
            RequireSupported(node, proto);
            return Evaluate(node);
        }
        catch (InvalidFileException objection) when (_unknown is not null)
        {
            return PassOver(node, taken, _unknown, objection);
        }
    }

    private IReadOnlyList<Value?> PassOver(OnnxNode node, IReadOnlyList<string> taken, UnknownNodes unknown, InvalidFileException? objection)
    {
        IEnumerable<Source> sources = taken.Select(name => _values.GetValueOrDefault(name)).OfType<View>().Select(view => view.Source);
        IReadOnlyList<Operation?> passed = unknown.PassOver(node, taken, sources, objection);
        _operations.AddRange(passed.OfType<Operation>());
        return [.. passed.Select(operation => operation is null ? null : new View(operation))];
    }

    private static void RequireSupported(OnnxNode node, NodeProto proto)
    {
        if (ControlFlow.Contains(node.Type))
        {
            throw node.Unsupported(
                "the graph branches or loops while it runs", "Export the model by tracing, for one size of image and without control flow.");
        }

        if (node.Type.Contains("Quantize", StringComparison.Ordinal) || node.Type.StartsWith("QLinear", StringComparison.Ordinal)
            || node.Type is "ConvInteger" or "MatMulInteger")
        {
            throw node.Unsupported("the model is quantised", "Export it in float32, before it is quantised.");
        }

        if (proto.Domain is not ("" or "ai.onnx"))
        {
            throw node.Unsupported(
                $"the operation belongs to {proto.Domain}, not to ONNX",
                "Functions that the file defines can be put in their place by onnx.inliner.inline_local_functions(model).");
        }
    }

    private IReadOnlyList<Value> Evaluate(OnnxNode node)
    {
        try
        {
            if (ConstantOperations.Evaluate(node) is { } constant)
            {
                return [constant];
            }

            if (MovementOperations.Evaluate(node) is { } moved)
            {
                return moved;
            }

            var operation = new Operation(node, node.Outputs[0], OperationShapes.Of(node), node.Inputs);
            _operations.Add(operation);
            return [new View(operation)];
        }
        catch (ArgumentException error)
        {
            throw node.Invalid(error.Message.TrimEnd('.'));
        }
    }

    private Value Output(string name)
    {
        if (_unknown?.IsInGap(name) == true)
        {
            UnknownOperation before = _unknown.Before(name);
            throw new InvalidFileException(
                _file, $"output {name}", $"its shape is not known, because it lies behind node {before.Node} ({before.Operation})",
                "Export the model for a fixed size of images, or complete the file by onnx.shape_inference.infer_shapes.");
        }

        return _values.TryGetValue(name, out Value? value) ? value : throw new InvalidFileException(_file, $"output {name}", "no node gives it");
    }
}
