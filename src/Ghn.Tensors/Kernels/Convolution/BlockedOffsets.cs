using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Where the outputs of a pass read and go, and its taps, counted in elements of pixels (<see cref="ChannelBlockLayout"/>).
/// </summary>
internal sealed class BlockedOffsets
{
    /// <summary>Finds the places of a pass's outputs; the last one is repeated until the kernel can take all of them.</summary>
    public BlockedOffsets(ConvolutionPlan plan, ConvolutionPass pass)
    {
        int count = Partition.CeilDiv(pass.Count, BlockedDepthwiseKernel.OutputsAtOnce) * BlockedDepthwiseKernel.OutputsAtOnce;
        (From, To) = (new int[count], new int[count]);
        for (int n = 0; n < count; n++)
        {
            (int row, int column) = Math.DivRem(Math.Min(n, pass.Count - 1), pass.Columns);
            From[n] = ((row * plan.Layout.Pitch) + column) * ChannelBlockLayout.VectorWidth;
            To[n] = (pass.First + (row * pass.RowStride) + (column * pass.ColumnStride)) * ChannelBlockLayout.VectorWidth;
        }

        Taps = pass.Taps;
        Offsets = [.. pass.Offsets.Select(offset => offset * ChannelBlockLayout.VectorWidth)];
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
