using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Base;

/// <summary>An operator of ONNX: what its nodes give, which layers stand for it, and which layers it is written for.</summary>
/// <param name="name">ONNX's name: <c>Conv</c>.</param>
internal abstract class Operator(string name) : IExportsLayers
{
    /// <summary>ONNX's name of the operator.</summary>
    public string Name { get; } = name;

    /// <summary>The attributes that are read, be it only to refuse some of their values.</summary>
    public virtual IReadOnlyList<string> Attributes => [];

    /// <summary>The attributes that are not read, each with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> IgnoredAttributes => new Dictionary<string, string>();

    /// <summary>Whether all nodes of it are refused, whatever their attributes.</summary>
    public virtual bool IsRefused => false;

    /// <summary>Whether there are nodes of it that are more than constants, and are read.</summary>
    public virtual bool IsReadable => true;

    /// <inheritdoc/>
    public virtual IReadOnlyList<LayerExporter> Exporters => [];

    /// <summary>A node as later operator sets have it.</summary>
    /// <exception cref="InvalidFileException">The node is damaged or not supported.</exception>
    public virtual OnnxNode Modernize(OnnxNode node) => node;

    /// <summary>What a node gives, if that is constants, or views of what it takes; null if it computes.</summary>
    /// <exception cref="InvalidFileException">The node is damaged or not supported.</exception>
    public virtual IReadOnlyList<Value>? Fold(OnnxNode node) => null;

    /// <summary>The shape of the first output of a node that computes.</summary>
    /// <exception cref="InvalidFileException">The operator is not supported, or does not take such inputs.</exception>
    public virtual Shape ShapeOf(OnnxNode node) => throw node.Unsupported("the operation is not supported");

    /// <summary>
    /// The shape of the first output of a node that is passed over, so that layers after it are known all the same; null if it is not
    /// known.
    /// </summary>
    public virtual Shape? ShapeIfPassedOver(OnnxNode node) => null;

    /// <summary>The typed operation that a node stands for, where its operator tells it alone.</summary>
    /// <exception cref="InvalidFileException">There is none.</exception>
    public virtual Operation Specialize(NodeOperation operation) => operation;

    /// <summary>Appends the layers that stand for a node.</summary>
    /// <returns>What it gives.</returns>
    /// <exception cref="InvalidFileException">There are none.</exception>
    public virtual SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        throw operation.Node.Unsupported("it is not part of a pattern that Ghn knows (a normalisation, an activation, attention)");

    /// <summary>The single output of a node.</summary>
    protected static IReadOnlyList<Value>? One(Value? value) => value is null ? null : [value];
}
