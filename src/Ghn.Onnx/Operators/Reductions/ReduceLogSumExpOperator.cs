using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>The logarithm of the sum of exponentials along some dimensions; the greatest is taken out so that none overflows.</summary>
internal sealed class ReduceLogSumExpOperator() : ReductionOperator("ReduceLogSumExp", ReductionFunction.Sum)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Building.LayerExporter> Exporters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => !ReducedShape.IsOverNothing(node) ? null
        : throw node.Unsupported("its attribute noop_with_empty_axes is 1: it reduces no dimensions");

    /// <inheritdoc/>
    protected override Signal Reduce(NetworkAssembly network, NodeOperation operation, Signal signal, int[] axes)
    {
        bool keeps = ReducedShape.KeepsDimensions(operation.Node);
        Signal max = network.Append(operation, new Reduction(ReductionFunction.Max, axes, KeepsDimensions: true), signal);
        Signal below = network.Append(operation, new Networks.Layers.Arithmetic(SignalFunction.Subtract), signal, max);
        Signal shares = network.Append(operation, new Pointwise(PointwiseFunction.Exp), below);
        Signal sum = network.Append(operation, new Reduction(ReductionFunction.Sum, axes, keeps), shares);
        Signal logarithm = network.Append(operation, new Pointwise(PointwiseFunction.Log), sum);
        Signal added = keeps ? max : network.Append(operation, new Reduction(ReductionFunction.Max, axes, keeps), signal);
        return network.Append(operation, new Add(), logarithm, added);
    }
}
