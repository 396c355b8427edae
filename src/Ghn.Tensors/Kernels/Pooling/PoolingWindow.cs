using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Pooling;

/// <summary>A window that slides over feature maps: its size, its step, and what is added on each side, all in positions.</summary>
public readonly record struct PoolingWindow(
    int Height, int Width, int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth)
{
    /// <summary>The distance between the window's rows.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>The distance between its columns.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>What is added below, where it is not as much as above.</summary>
    public int EndPaddingHeight { get; init; } = PaddingHeight;

    /// <summary>What is added on the right, where it is not as much as on the left.</summary>
    public int EndPaddingWidth { get; init; } = PaddingWidth;

    /// <summary>The rows of the input, from first to before end, that the window at a row of the output covers.</summary>
    internal (int First, int End) Rows(int position, int inputHeight) =>
        Covered((position * StrideHeight) - PaddingHeight, Height, DilationHeight, inputHeight);

    /// <summary>The columns of the input, from first to before end, that the window at a column of the output covers.</summary>
    internal (int First, int End) Columns(int position, int inputWidth) =>
        Covered((position * StrideWidth) - PaddingWidth, Width, DilationWidth, inputWidth);

    /// <summary>The columns of the output, from first to before end, whose windows have the input at a column of their own.</summary>
    /// <param name="place">The column of the window.</param>
    /// <param name="inputWidth">The width of the input.</param>
    /// <param name="outputWidth">The width of the output.</param>
    internal (int First, int End) ColumnsThatSee(int place, int inputWidth, int outputWidth)
    {
        int before = Math.Max(PaddingWidth - (place * DilationWidth), 0);
        int last = inputWidth - 1 - (place * DilationWidth) + PaddingWidth;
        return ((before + StrideWidth - 1) / StrideWidth, last < 0 ? 0 : Math.Min((last / StrideWidth) + 1, outputWidth));
    }

    /// <summary>
    /// The number of positions of a window, those in the padding included, but not those beyond it, which a last,
    /// incomplete window reaches.
    /// </summary>
    internal int PaddedArea(int row, int column, int inputHeight, int inputWidth)
    {
        int rows = inputHeight + EndPaddingHeight - (row * StrideHeight) + PaddingHeight;
        int columns = inputWidth + EndPaddingWidth - (column * StrideWidth) + PaddingWidth;
        return Math.Min(Height, Partition.CeilDiv(rows, DilationHeight)) * Math.Min(Width, Partition.CeilDiv(columns, DilationWidth));
    }

    private static (int First, int End) Covered(int start, int size, int dilation, int inputSize)
    {
        int skipped = Partition.CeilDiv(Math.Max(-start, 0), dilation);
        return (start + (skipped * dilation), Math.Min(start + ((size - 1) * dilation) + 1, inputSize));
    }
}
