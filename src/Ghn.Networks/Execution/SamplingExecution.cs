using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>What makes feature maps of other maps' positions, or of none.</summary>
internal static class SamplingExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Subsample>((call, layer) => call.Input.Subsample(layer.Offset, layer.Step)),
        LayerExecutor.Of<Interpolate>((call, layer) =>
            call.Input.Interpolate(layer.Resampling, layer.Size.Height, layer.Size.Width)),
        LayerExecutor.Of<Zeros>((call, _) => call.Input.SelectRows(Nothing(call.Input.Shape[1]))),
    ];

    private static RowSelection Nothing(int rows) => new(rows, [.. Enumerable.Repeat(RowSelection.Empty, rows)]);
}
