using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Networks.Execution;

/// <summary>What is done to the channels of feature maps.</summary>
internal static class ChannelExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<ChannelSlice>((call, layer) => call.Input.SelectRows(
            new RowSelection(call.Input.Shape[1], [.. Enumerable.Range(layer.Start, layer.Count)]))),
        LayerExecutor.Of<ChannelShuffle>((call, layer) => call.Input.SelectRows(Shuffle(call.Input.Shape[1], layer.Groups))),
        LayerExecutor.Of<LayerScale>((call, layer) => layer.ChannelsLast
            ? call.Input.MultiplyFeatures(call.Parameter(""))
            : call.Input.MultiplyChannels(call.Parameter(""))),
        LayerExecutor.Of<FrozenAffine>((call, layer) => FixedNumbers.Apply(call.Input, layer)),
    ];

    private static RowSelection Shuffle(int channels, int groups)
    {
        int groupSize = channels / groups;
        return new RowSelection(
            channels, [.. Enumerable.Range(0, channels).Select(channel => (channel % groups * groupSize) + (channel / groups))]);
    }
}
