using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>What moves the elements of signals, or gives them another shape.</summary>
internal static class LayoutExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Flatten>((call, _) => Reshape(call)),
        LayerExecutor.Of<Unflatten>((call, _) => Reshape(call)),
        LayerExecutor.Of<Concat>((call, _) => LayoutOperations.Concat(call.Inputs)),
        LayerExecutor.Of<Permute>((call, layer) =>
            layer.To == ImageLayout.ChannelsLast ? call.Input.ChannelsLast() : call.Input.ChannelsFirst()),
        LayerExecutor.Of<GatherElements>(Run),
    ];

    private static Variable Reshape(LayerCall call) => call.Input.Reshape([call.BatchSize, .. call.OutputShape()]);

    private static Variable Run(LayerCall call, GatherElements layer)
    {
        (RowSelection rows, int width, int groups) = BlockSelection.Of(layer);
        using Variable blocks = call.Input.Reshape([call.BatchSize * groups, rows.SourceRows, width]);
        using Variable moved = blocks.SelectRows(rows, (float)layer.Filler);
        return moved.Reshape([call.BatchSize, .. layer.To]);
    }
}
