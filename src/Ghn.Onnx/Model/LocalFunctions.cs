using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Model;

/// <summary>
/// Puts the nodes of functions that a file defines in the place of their calls. Values inside a function are called after the call:
/// <c>layer1/hidden</c>.
/// </summary>
internal sealed class LocalFunctions
{
    /// <summary>As deep as calls within functions may lie; functions that call themselves have no end.</summary>
    private const int MaxDepth = 50;

    /// <summary>More nodes than graphs of vision models have.</summary>
    private const int MaxNodes = 1 << 20;

    private readonly string _file;
    private readonly ModelProto _model;
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions;
    private int _count;

    private LocalFunctions(string file, ModelProto model)
    {
        (_file, _model) = (file, model);
        _functions = model.Functions.Where(HasOperatorsOf)
            .DistinctBy(function => (function.Domain, function.Name, function.Overload))
            .ToDictionary(function => (function.Domain, function.Name, function.Overload));
    }

    /// <summary>Inlines the functions of a model, but for those that want other versions of operators than it.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="model">The model, which changes.</param>
    /// <exception cref="InvalidFileException">Functions call themselves.</exception>
    public static void Inline(string file, ModelProto model)
    {
        if (model.Functions.Count == 0)
        {
            return;
        }

        NodeProto[] nodes = [.. new LocalFunctions(file, model).Expand(model.Graph.Node, depth: 0)];
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
    }

    private bool HasOperatorsOf(FunctionProto function) => function.OpsetImport.All(import =>
        !_model.OpsetImport.Any(own => Domain(own.Domain) == Domain(import.Domain) && own.Version != import.Version));

    private static string Domain(string domain) => domain == "ai.onnx" ? string.Empty : domain;

    private IEnumerable<NodeProto> Expand(IEnumerable<NodeProto> nodes, int depth)
    {
        foreach (NodeProto node in nodes)
        {
            if (!_functions.TryGetValue((node.Domain, node.OpType, node.Overload), out FunctionProto? function))
            {
                yield return ++_count <= MaxNodes ? node : throw Endless(node);
                continue;
            }

            NodeProto[] body = depth < MaxDepth ? Body(node, function) : throw Endless(node);
            foreach (NodeProto inner in Expand(body, depth + 1))
            {
                yield return inner;
            }
        }
    }

    private static NodeProto[] Body(NodeProto call, FunctionProto function)
    {
        string prefix = call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault(call.OpType);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [string.Empty] = string.Empty };
        foreach ((int i, string input) in function.Input.Index())
        {
            names[input] = i < call.Input.Count ? call.Input[i] : string.Empty;
        }

        foreach ((int i, string output) in function.Output.Index())
        {
            if (i < call.Output.Count && call.Output[i].Length > 0)
            {
                names[output] = call.Output[i];
            }
        }

        NodeProto[] nodes = [.. function.Node.Select(node => node.Clone())];
        foreach (NodeProto node in nodes)
        {
            Rename(node, prefix, names);
            SetAttributes(node, call, function);
            node.Name = node.Name.Length > 0 ? $"{prefix}/{node.Name}" : node.Name;
        }

        return nodes;
    }

    private static void Rename(NodeProto node, string prefix, Dictionary<string, string> names)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = Renamed(node.Input[i]);
        }

        foreach (GraphProto body in node.Attribute.SelectMany(attribute => attribute.G is null ? attribute.Graphs : [attribute.G]))
        {
            foreach (NodeProto inner in body.Node)
            {
                Rename(inner, prefix, names);
            }

            foreach (TensorProto tensor in body.Initializer)
            {
                tensor.Name = Renamed(tensor.Name);
            }

            foreach (ValueInfoProto value in body.Input.Concat(body.Output))
            {
                value.Name = Renamed(value.Name);
            }
        }

        for (int i = 0; i < node.Output.Count; i++)
        {
            node.Output[i] = Renamed(node.Output[i]);
        }

        string Renamed(string name) => names.TryGetValue(name, out string? own) ? own : names[name] = $"{prefix}/{name}";
    }

    /// <summary>Attributes that stand for those of the call, which may leave them out.</summary>
    private static void SetAttributes(NodeProto node, NodeProto call, FunctionProto function)
    {
        foreach (AttributeProto attribute in node.Attribute.ToArray())
        {
            foreach (NodeProto inner in (attribute.G is null ? attribute.Graphs : [attribute.G]).SelectMany(body => body.Node))
            {
                SetAttributes(inner, call, function);
            }

            if (attribute.RefAttrName.Length == 0)
            {
                continue;
            }

            node.Attribute.Remove(attribute);
            if (call.Attribute.Concat(function.AttributeProto).FirstOrDefault(own => own.Name == attribute.RefAttrName) is { } given)
            {
                AttributeProto value = given.Clone();
                value.Name = attribute.Name;
                node.Attribute.Add(value);
            }
        }
    }

    private InvalidFileException Endless(NodeProto node) =>
        new(_file, $"node {node.Name} ({node.OpType})", "its function calls itself, or functions call one another without end");
}
