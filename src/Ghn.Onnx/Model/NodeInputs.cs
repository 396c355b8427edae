using Ghn.Onnx.Model.Protocol;

namespace Ghn.Onnx.Model;

/// <summary>The values that nodes take.</summary>
internal static class NodeInputs
{
    /// <summary>The names of what a node takes; the bodies of control flow take values by their names alone.</summary>
    public static IEnumerable<string> Taken(NodeProto proto) => proto.Input.Concat(
        proto.Attribute
            .SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G))
            .SelectMany(body => body.Node.SelectMany(Taken).Concat(body.Output.Select(output => output.Name))));
}
