using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>Where the outputs of a sweep read and go, and its taps, counted in elements of pixels (<see cref="ChannelBlock"/>).</summary>
internal sealed class ChannelPlaces
{
    /// <summary>Finds the places of a sweep's outputs; the last one is repeated until the kernel can take all of them.</summary>
    public ChannelPlaces(SweepPlan plan, Sweep sweep)
    {
        int count = Partition.CeilDiv(sweep.Count, ChannelKernel.OutputsAtOnce) * ChannelKernel.OutputsAtOnce;
        (From, To) = (new int[count], new int[count]);
        for (int n = 0; n < count; n++)
        {
            (int row, int column) = Math.DivRem(Math.Min(n, sweep.Count - 1), sweep.Columns);
            From[n] = ((row * plan.Layout.Pitch) + column) * ChannelBlock.Lanes;
            To[n] = (sweep.First + (row * sweep.RowStride) + (column * sweep.ColumnStride)) * ChannelBlock.Lanes;
        }

        Taps = sweep.Taps;
        Offsets = [.. sweep.Offsets.Select(offset => offset * ChannelBlock.Lanes)];
    }

    /// <summary>Where the patches of outputs begin.</summary>
    public int[] From { get; }

    /// <summary>Where outputs go.</summary>
    public int[] To { get; }

    /// <summary>The taps of the kernel that take part.</summary>
    public int[] Taps { get; }

    /// <summary>Their offsets from where a patch begins.</summary>
    public int[] Offsets { get; }
}
