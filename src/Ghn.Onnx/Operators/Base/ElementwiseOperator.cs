using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Base;

/// <summary>An operator whose nodes act on each element of what they take by itself, as one layer does.</summary>
/// <param name="name">ONNX's name.</param>
internal abstract class ElementwiseOperator(string name) : Operator(name)
{
    /// <inheritdoc/>
    public sealed override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public sealed override SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        ElementwiseLowering.Apply(network, operation, LayerOf(operation.Node));

    /// <summary>The layer that stands for a node.</summary>
    protected abstract Layer LayerOf(OnnxNode node);
}
