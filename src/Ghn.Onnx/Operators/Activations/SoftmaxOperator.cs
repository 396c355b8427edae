using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Softmax = Ghn.Networks.Softmax;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>Probabilities of classes (Softmax), or their logarithms (LogSoftmax).</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="isLogarithmic">Whether it gives logarithms.</param>
internal sealed class SoftmaxOperator(string name, bool isLogarithmic) : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["axis"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Softmax>(
            (layer, _) => layer.Input.Apply(Name, OnnxAttributes.Integer("axis", -1)), softmax => softmax.IsLogarithmic == isLogarithmic),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => node.Input(0).Shape;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        SignalView view = network[operation.ViewAt(0)];
        int axis = Axis(operation.Node, view.Shape.Rank);
        bool isOverAll = view.Shape[axis] == view.Shape.ElementCount / view.Batch || (operation.Node.Version < 13 && axis == 1);
        Signal input = network.Realize(view, [(int)(view.Shape.ElementCount / view.Batch)]);
        return isOverAll
            ? network.Whole(network.Append(operation, new Softmax(isLogarithmic), input), operation.Shape)
            : throw operation.Node.Unsupported($"it acts on {view.Shape}, but is not part of attention that Ghn knows");
    }

    /// <summary>The dimension that sums to 1; before operator set 13 it was, by default, all from the second one on.</summary>
    public static int Axis(OnnxNode node, int rank) => node.Axis(node.Integer("axis", node.Version < 13 ? 1 : -1), rank);
}
