namespace Ghn.Tensors;

/// <summary>A window that slides over feature maps: its size, its step, and what is added on each side, all in positions.</summary>
public readonly record struct PoolingWindow(
    int Height, int Width, int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth)
{
    /// <summary>The rows of the input, from first to before end, that the window at a row of the output covers.</summary>
    internal (int First, int End) Rows(int position, int inputHeight) =>
        Covered(position, StrideHeight, PaddingHeight, Height, inputHeight);

    /// <summary>The columns of the input, from first to before end, that the window at a column of the output covers.</summary>
    internal (int First, int End) Columns(int position, int inputWidth) =>
        Covered(position, StrideWidth, PaddingWidth, Width, inputWidth);

    /// <summary>The columns of the output, from first to before end, whose windows have the input at a column of their own.</summary>
    /// <param name="place">The column of the window.</param>
    /// <param name="inputWidth">The width of the input.</param>
    /// <param name="outputWidth">The width of the output.</param>
    internal (int First, int End) ColumnsThatSee(int place, int inputWidth, int outputWidth)
    {
        int before = Math.Max(PaddingWidth - place, 0);
        int last = inputWidth - 1 - place + PaddingWidth;
        return ((before + StrideWidth - 1) / StrideWidth, last < 0 ? 0 : Math.Min((last / StrideWidth) + 1, outputWidth));
    }

    /// <summary>
    /// The number of positions of a window, those in the padding included, but not those beyond it, which a last,
    /// incomplete window reaches.
    /// </summary>
    internal int PaddedArea(int row, int column, int inputHeight, int inputWidth)
    {
        int top = (row * StrideHeight) - PaddingHeight;
        int left = (column * StrideWidth) - PaddingWidth;
        int bottom = Math.Min(top + Height, inputHeight + PaddingHeight);
        int right = Math.Min(left + Width, inputWidth + PaddingWidth);
        return (bottom - top) * (right - left);
    }

    private static (int First, int End) Covered(int position, int stride, int padding, int size, int inputSize)
    {
        int start = (position * stride) - padding;
        return (Math.Max(start, 0), Math.Min(start + size, inputSize));
    }
}
