using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Softmax = Ghn.Networks.Layers.Softmax;

namespace Ghn.Onnx.Operators.Activations;

/// <summary>
/// Exponentials that sum to one (Softmax), as probabilities of classes or weights of attention, or their logarithms (LogSoftmax).
/// </summary>
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
        if (!isOverAll)
        {
            return LowerAlong(network, operation, axis);
        }

        Signal input = network.Realize(view, [(int)(view.Shape.ElementCount / view.Batch)]);
        return network.Whole(network.Append(operation, new Softmax(isLogarithmic), input), operation.Shape);
    }

    /// <summary>Along one dimension, which the layer takes as the last; before operator set 13, along all from it on.</summary>
    private SignalView LowerAlong(NetworkAssembly network, NodeOperation operation, int axis)
    {
        Value value = operation.ViewAt(0);
        int rank = value.Shape.Rank;
        if (operation.Node.Version < 13 && axis < rank - 1)
        {
            throw operation.Node.Unsupported($"it acts on all dimensions of {value.Shape} from axis {axis} on together");
        }

        int[] others = [.. Enumerable.Range(0, rank).Where(other => other != axis)];
        Value last = value.Select(IndexMap.Reorder(value.Shape, [.. others, axis]));
        var samples = SampleAxis.Of(network, [last], Enumerable.Range(0, rank - 1));
        Signal[] input = samples.Signals(operation, [samples.First(last)]);
        SignalView output = samples.Back(network.Append(operation, new Softmax(isLogarithmic), input), last.Shape);
        int[] back = [.. Enumerable.Range(0, axis), rank - 1, .. Enumerable.Range(axis, rank - 1 - axis)];
        return output.Select(IndexMap.Reorder(last.Shape, back));
    }

    /// <summary>The dimension that sums to 1; before operator set 13 it was, by default, all from the second one on.</summary>
    public static int Axis(OnnxNode node, int rank) => node.Axis(node.Integer("axis", node.Version < 13 ? 1 : -1), rank);
}
