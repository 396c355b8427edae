using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Lowering;

/// <summary>Lowering of what acts on each row of a value, along its last dimension.</summary>
internal static class RowLowering
{
    /// <summary>Appends a layer that acts on each row of a value by itself: it need not know in which order they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operation">The operation that it stands for.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="parameters">Its parameters, by their names in the layer's state.</param>
    public static SignalView AppendToRows(
        this NetworkAssembly network, Operation operation, Layer layer, IReadOnlyList<(string Entry, View View)> parameters)
    {
        SignalView input = network[operation.ViewAt(0)];
        if (input.IsComplete && input.Rows() is { } rows)
        {
            return SignalView.OfRows(network.Append(operation, layer, input.Signal, parameters), input.Batch, rows, operation.Shape);
        }

        if (network.HasSamplesFirst(input))
        {
            return network.Whole(network.Append(operation, layer, network.Realize(input), parameters), operation.Shape);
        }

        int[] order = input.RowsBySample();
        int width = input.Shape[^1];
        SignalView matrix = input.Select(IndexMap.All([order.Length, width])).Select(IndexMap.OfRows(order, width));
        SignalView sorted = matrix.Select(IndexMap.All([network.Batch, order.Length / network.Batch, width]));
        Signal output = network.Append(operation, layer, network.Realize(sorted), parameters);
        return network.OfRows(output, IndexMap.Inverse(order), operation.Shape);
    }
}
