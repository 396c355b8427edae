using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Lowering;

/// <summary>Lowering of operations that are not known: whatever flows into them flows through.</summary>
internal static class OpaqueLowering
{
    /// <summary>A layer that whatever flows into an operation that is not known flows through.</summary>
    public static SignalView Lower(NetworkAssembly network, OpaqueOperation operation)
    {
        Signal[] inputs =
        [
            .. operation.Views
                .Where(view => view.Source.DependsOnImages)
                .Select(view => network[new View(view.Source)].Signal)
                .Distinct(),
        ];
        return OfSamples(
            network, operation.Shape, shape => network.Append(operation, new UnknownLayer(operation.Reason.Operation, shape), inputs));
    }

    /// <summary>A signal for what a given shape has of each sample, wherever its dimension of samples is.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shape">The shape of all samples.</param>
    /// <param name="append">Appends the layer that gives a signal of a shape.</param>
    /// <exception cref="ImportException">The shape has no dimension of samples.</exception>
    private static SignalView OfSamples(NetworkAssembly network, Shape shape, Func<Shape, Signal> append)
    {
        int batch = network.Batch;
        if (shape.Rank > 0 && shape[0] % batch == 0)
        {
            Shape rest = [.. shape.Dimensions[1..]];
            return network.Whole(append(shape[0] == batch ? rest : [shape[0] / batch, .. rest]), shape);
        }

        int axis = Array.IndexOf(shape.Dimensions.ToArray(), batch);
        if (axis < 0)
        {
            throw new ImportException($"it gives {shape}, not something for each of {batch} samples");
        }

        Signal signal = append([.. shape.Where((_, other) => other != axis)]);
        int[] strides = IndexMap.Strides(signal.Shape);
        int[] steps = [.. strides[..axis], (int)signal.Shape.ElementCount, .. strides[axis..]];
        int[][] offsets = [.. shape.Select((size, other) => Enumerable.Range(0, size).Select(index => index * steps[other]).ToArray())];
        return new SignalView(signal, batch, IndexMap.Of(offsets, shape.ElementCount));
    }
}
