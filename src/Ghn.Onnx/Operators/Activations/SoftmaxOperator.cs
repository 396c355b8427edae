using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
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
    private const int FirstOfOneDimension = 13;

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

    /// <summary>The dimension that sums to 1 was, by default, all from the second one on before operator set 13.</summary>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        bool isOfAll = node.Version < FirstOfOneDimension;
        int axis = node.Axis(node.Integer("axis", isOfAll ? 1 : -1), operation.Shape.Rank);
        return new SoftmaxOperation(node, operation.Result, operation.Input(0), axis, isOfAll, isLogarithmic);
    }
}
