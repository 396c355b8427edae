using Ghn.Onnx.Model.Protocol;

namespace Ghn.Onnx.Building;

/// <summary>
/// What flows through an ONNX graph under construction. Each operation's method appends a node and returns the value that it
/// computes, so that a layer's translation reads as what the layer does (the methods are in <see cref="OnnxOperations"/>).
/// </summary>
/// <param name="Graph">The graph under construction.</param>
/// <param name="Name">The value's name in the graph.</param>
internal sealed record OnnxValue(OnnxGraphBuilder Graph, string Name)
{
    /// <summary>Appends any operation of this value.</summary>
    public OnnxValue Apply(string operation, params IReadOnlyList<AttributeProto> attributes) =>
        Graph.Append(operation, [this], attributes);

    /// <summary>Appends any operation of this value and others.</summary>
    public OnnxValue Apply(string operation, IReadOnlyList<OnnxValue> others, params IReadOnlyList<AttributeProto> attributes) =>
        Graph.Append(operation, [this, .. others], attributes);
}
