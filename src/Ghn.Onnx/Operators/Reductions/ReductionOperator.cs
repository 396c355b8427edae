using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Onnx.Operators.Reductions;

/// <summary>One number of all along some dimensions: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">Which number.</param>
internal class ReductionOperator(string name, ReductionFunction function) : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ReducedShape.Attributes;

    /// <summary>What is done to each element before; null for nothing.</summary>
    public Pointwise? Before { get; init; }

    /// <summary>What is done to each result; null for nothing.</summary>
    public Pointwise? After { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => Before is null && After is null
        ? [LayerExporter.Of<Reduction>(Export, reduction => reduction.Function == function)]
        : [];

    /// <summary>Over no dimensions, numbers are their own sums, means, maxima and minima.</summary>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => !ReducedShape.IsOverNothing(node) ? null
        : Before is null && After is null && function != ReductionFunction.L2 ? One(node.Input(0))
        : throw node.Unsupported("its attribute noop_with_empty_axes is 1: it reduces no dimensions");

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => ReducedShape.Of(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        SignalView view = network[operation.ViewAt(0)];
        int[] axes = ReducedShape.Axes(operation.Node, view.Shape.Rank);
        if (axes.Length == view.Shape.Rank)
        {
            throw operation.Node.Unsupported($"it reduces all dimensions of {view.Shape}, the samples, too");
        }

        var samples = SamplesFirst.Of(view, axes);
        Signal signal = network.Realize(samples.View, samples.Signal);
        int[] own = [.. axes.Select(samples.OfSample)];
        Signal reduced = Reduce(network, operation, signal, own);
        return samples.Undo(network, reduced, [.. view.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)])
            .Select(IndexMap.All(operation.Shape));
    }

    /// <summary>Appends the layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="signal">What is reduced.</param>
    /// <param name="axes">The dimensions, that of samples not counted.</param>
    protected virtual Signal Reduce(NetworkAssembly network, NodeOperation operation, Signal signal, int[] axes)
    {
        Signal input = Before is null ? signal : network.Append(operation, Before, signal);
        Signal reduced = network.Append(operation, new Reduction(function, axes, ReducedShape.KeepsDimensions(operation.Node)), input);
        return After is null ? reduced : network.Append(operation, After, reduced);
    }

    /// <summary>A sum takes its dimensions as an input, in the operator set of files, the others as an attribute.</summary>
    private OnnxValue Export(LayerExport layer, Reduction reduction)
    {
        int[] axes = [.. reduction.Axes.Select(axis => axis + 1)];
        var keeps = OnnxAttributes.Integer("keepdims", reduction.KeepsDimensions ? 1 : 0);
        return function == ReductionFunction.Sum
            ? layer.Input.Apply(Name, [layer.Graph.Integers(axes)], keeps)
            : layer.Input.Apply(Name, keeps, OnnxAttributes.Integers("axes", axes));
    }
}
