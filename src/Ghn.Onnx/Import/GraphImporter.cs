using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Onnx.Operators;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Import;

/// <summary>
/// Walks the nodes of a graph for images of one size: shape arithmetic comes down to constants, movement of data to views, and
/// what is left are the operations that compute.
/// </summary>
internal sealed class GraphImporter
{
    /// <summary>How many elements all descriptions of values together may have, so that a small file cannot fill the memory.</summary>
    private const long MaxElements = 1L << 28;

    private readonly string _file;
    private readonly TensorContent _content;
    private readonly long _version;
    private readonly Dictionary<string, Value> _values;
    private readonly Dictionary<string, int> _lastUses = new(StringComparer.Ordinal);
    private readonly List<Operation> _operations = [];
    private readonly UnknownNodes? _unknown;
    private readonly ComputedWeights _weights = new();
    private long _elementCount;

    private GraphImporter(string file, long version, GraphInputs inputs, UnknownNodes? unknown) =>
        (_file, _version, _values, _content, _unknown) = (file, version, inputs.Values, inputs.Content, unknown);

    /// <summary>Reads a graph.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What the graph starts from: the images, the parameters, and constants.</param>
    /// <param name="unknown">Takes the nodes that cannot be read; null if there must not be any.</param>
    /// <exception cref="InvalidFileException">A node is damaged or not supported.</exception>
    public static OperationGraph Read(string file, ModelProto model, GraphInputs inputs, UnknownNodes? unknown)
    {
        long version = model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx")?.Version ?? 1;
        var reader = new GraphImporter(file, version, inputs, unknown);
        reader.FindLastUses(model.Graph);
        for (int i = 0; i < model.Graph.Node.Count; i++)
        {
            reader.Read(model.Graph.Node[i]);
            reader.Release(model.Graph.Node[i], i);
        }

        Value[] outputs = [.. model.Graph.Output.Select(output => reader.Output(output.Name))];
        return new OperationGraph(reader._operations, outputs, skipsUnknown: unknown is not null);
    }

    private void FindLastUses(GraphProto graph)
    {
        for (int i = 0; i < graph.Node.Count; i++)
        {
            foreach (string input in NodeInputs.Taken(graph.Node[i]))
            {
                _lastUses[input] = i;
            }
        }

        foreach (ValueInfoProto output in graph.Output)
        {
            _lastUses[output.Name] = graph.Node.Count;
        }
    }

    private void Read(NodeProto proto)
    {
        if (ChosenBranch(proto) is { } branch)
        {
            Read(proto, branch);
            return;
        }

        string[] taken = [.. NodeInputs.Taken(proto)];
        if (proto.Output.Count == 0)
        {
            throw new InvalidFileException(_file, $"node {proto.Name} ({proto.OpType})", "it gives nothing");
        }

        var node = new OnnxNode(
            _file, _content, proto, _version, [.. proto.Input.Select((name, place) => _weights.Of(proto, place, Find(proto, name)))]);
        IReadOnlyList<Value?> outputs = Results(node, taken);
        for (int i = 0; i < Math.Min(outputs.Count, node.Outputs.Count); i++)
        {
            if (outputs[i] is { } output)
            {
                _elementCount += output is Constant or View { IsWhole: false } ? output.Shape.ElementCount : 0;
                _values[node.Outputs[i]] = output;
            }
        }

        if (_elementCount > MaxElements)
        {
            throw new InvalidFileException(
                _file, $"node {node.Name} ({node.Type})", "the graph moves more data about than fits in memory",
                "A smaller --image-size may help.");
        }
    }

    private void Release(NodeProto proto, int index)
    {
        foreach (string input in NodeInputs.Taken(proto).Where(input => input.Length > 0 && _lastUses[input] == index))
        {
            _values.Remove(input);
        }
    }

    /// <summary>The branch of a node If whose condition is known; null for any other node.</summary>
    private GraphProto? ChosenBranch(NodeProto proto)
    {
        double[]? condition = proto.OpType == "If" && proto.Domain is "" or "ai.onnx" && proto.Input.Count == 1
            ? Find(proto, proto.Input[0]).Known()
            : null;
        string chosen = condition is [0] ? "else_branch" : "then_branch";
        GraphProto? branch = proto.Attribute.FirstOrDefault(attribute => attribute.Name == chosen)?.G;
        return condition is [_] && branch?.Output.Count == proto.Output.Count ? branch : null;
    }

    /// <summary>Reads the nodes of a branch as if they stood in its node's place.</summary>
    private void Read(NodeProto proto, GraphProto branch)
    {
        foreach (TensorProto tensor in branch.Initializer)
        {
            _values[tensor.Name] = GraphInputs.Given(tensor.Name, _content.Read(tensor), order: null);
        }

        foreach (NodeProto node in branch.Node)
        {
            Read(node);
        }

        foreach ((ValueInfoProto inner, string outer) in branch.Output.Zip(proto.Output))
        {
            if (_unknown?.IsInGap(inner.Name) == true)
            {
                _unknown.Extend(inner.Name, outer);
            }
            else
            {
                _values[outer] = Find(proto, inner.Name)!;
            }
        }
    }

    /// <summary>Reads the nodes that a node is made of as if they stood in its place; null if what they give lies in a gap.</summary>
    private Value? ReadParts(CompositeOperator composite, OnnxNode node, IReadOnlyList<string> taken)
    {
        var parts = new OnnxGraphBuilder(node.Name, _values.Keys) { Scope = node.Name };
        string result = composite.Decompose(node, [.. taken.Select(name => name.Length == 0 ? null : parts.Given(name))]).Name;
        foreach (NodeProto part in parts.Build().Node)
        {
            Read(part);
        }

        if (_unknown?.IsInGap(result) == true)
        {
            _unknown.Extend(result, node.Outputs[0]);
            return null;
        }

        return _values[result];
    }

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

    private IReadOnlyList<Value?> Results(OnnxNode node, IReadOnlyList<string> taken)
    {
        if (_unknown is not null && taken.Any(_unknown.IsInGap))
        {
            return PassOver(node, taken, _unknown, objection: null);
        }

        try
        {
            RequireSupported(node);
            return Evaluate(node, taken);
        }
        catch (InvalidFileException objection) when (_unknown is not null)
        {
            return PassOver(node, taken, _unknown, objection);
        }
    }

    private IReadOnlyList<Value?> PassOver(
        OnnxNode node, IReadOnlyList<string> taken, UnknownNodes unknown, InvalidFileException? objection)
    {
        IEnumerable<Source> sources = taken.Select(name => _values.GetValueOrDefault(name)).OfType<View>().Select(view => view.Source);
        IReadOnlyList<OpaqueOperation?> passed = unknown.PassOver(node, taken, sources, objection);
        _operations.AddRange(passed.OfType<OpaqueOperation>());
        return [.. passed.Select(operation => operation is null ? null : new View(operation.Result))];
    }

    private static void RequireSupported(OnnxNode node)
    {
        if (node.Type.Contains("Quantize", StringComparison.Ordinal) || node.Type.StartsWith("QLinear", StringComparison.Ordinal)
            || node.Type is "ConvInteger" or "MatMulInteger")
        {
            throw node.Unsupported("the model is quantised", "Export it in float32, before it is quantised.");
        }

        if (!node.IsStandard)
        {
            throw node.Unsupported($"the operation belongs to {node.Domain}, not to ONNX");
        }
    }

    private IReadOnlyList<Value?> Evaluate(OnnxNode read, IReadOnlyList<string> taken)
    {
        Operator known = OperatorTable.Find(read) ?? throw read.Unsupported("the operation is not supported");
        if (!known.IsRefused && read.AttributeBeside(known.Attributes.Concat(known.IgnoredAttributes.Keys)) is { } unread)
        {
            throw read.Unsupported($"its attribute {unread} is not read");
        }

        OnnxNode node = known.Modernize(read);
        try
        {
            if (known.Fold(node) is { } folded)
            {
                return folded;
            }

            if (known is CompositeOperator composite)
            {
                return [ReadParts(composite, node, taken)];
            }

            var result = OperationResult.Of(node.Outputs[0], known.ShapeOf(node), node.Inputs);
            _operations.Add(new NodeOperation(known, node, result, node.Inputs));
            return [new View(result)];
        }
        catch (ImportException error)
        {
            throw node.DoesNotFit(error.Message);
        }
    }

    private Value Output(string name)
    {
        if (_unknown?.IsInGap(name) == true)
        {
            UnsupportedReason before = _unknown.Before(name);
            throw new InvalidFileException(
                _file, $"output {name}", $"its shape is not known, because it lies behind node {before.Node} ({before.Operation})",
                "Export the model for a fixed size of images, or complete the file by onnx.shape_inference.infer_shapes.");
        }

        return _values.TryGetValue(name, out Value? value)
            ? value
            : throw new InvalidFileException(_file, $"output {name}", "no node gives it");
    }
}
