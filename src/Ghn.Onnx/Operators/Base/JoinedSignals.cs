using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Base;

/// <summary>Lowering of what joins several signals element by element, each stretched to the shape of the result.</summary>
internal static class JoinedSignals
{
    /// <summary>Appends a layer that joins signals.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="layer">The layer, which repeats dimensions of one entry itself.</param>
    /// <param name="operands">The signals.</param>
    /// <exception cref="ImportException">Samples are stretched, or lie elsewhere in one signal than in others.</exception>
    public static SignalView Join(NetworkAssembly network, Operation operation, Layer layer, IReadOnlyList<View> operands)
    {
        SignalView[] views = [.. operands.Select(operand => network[operand])];
        if (Array.TrueForAll(views[1..], view => view.IsArrangedAs(views[0])))
        {
            return views[0].Of(network.Append(operation, layer, [.. views.Select(view => view.Signal)]));
        }

        SignalView[] aligned = [.. views.Select(view => Aligned(view, operation.Shape.Rank))];
        SamplesFirst[] movements = [.. aligned.Select(view => SamplesFirst.Of(view))];
        bool agree = Array.TrueForAll(movements, other => other.Axis == movements[0].Axis && other.Count == movements[0].Count);
        if (!agree)
        {
            throw new ImportException($"it joins {string.Join(" and ", views.Select(view => view.Shape))}, whose samples lie apart");
        }

        Signal[] signals = [.. movements.Select(movement => network.Realize(movement.View, movement.Signal))];
        Signal joined = network.Append(operation, layer, signals);
        return movements[0].Undo(network, joined, operation.Shape);
    }

    /// <summary>A value with as many dimensions as others, those that it lacks in front.</summary>
    private static SignalView Aligned(SignalView view, int rank) =>
        view.Select(IndexMap.All([.. Enumerable.Repeat(1, rank - view.Shape.Rank), .. view.Shape]));
}
