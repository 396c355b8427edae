using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Images with the channels of a pixel side by side, in blocks of up to 32, and zeros around: the layout in which the patch of an output is
/// one stretch of memory for each tap and block.
/// </summary>
internal sealed unsafe class BlockedPixelLayout
{
    private const int MaxBlockChannels = 32;
    private const int MinPanelWidth = 4;

    private readonly ConvolutionGeometry _geometry;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _rowStep;
    private readonly int _columnStep;
    private readonly int _vectorWidth;

    /// <summary>The layout of the input of a convolution; of a group's channels.</summary>
    public BlockedPixelLayout(in ConvolutionGeometry g)
        : this(g, g.OutHeight, g.OutWidth, Math.Min(g.GroupInChannels, MaxBlockChannels))
    {
    }

    /// <summary>The layout for outputs of which the last row and column may not exist, in blocks of so many channels.</summary>
    public BlockedPixelLayout(in ConvolutionGeometry g, int outHeight, int outWidth, int vectorWidth)
    {
        // What a kernel of one row or column strides over is left out.
        _geometry = g;
        (_rowStep, _columnStep) = (g.KernelHeight == 1 ? g.StrideHeight : 1, g.KernelWidth == 1 ? g.StrideWidth : 1);
        (int down, int right) = (g.StrideHeight / _rowStep, g.StrideWidth / _columnStep);
        _rows = ((outHeight - 1) * down) + ((g.KernelHeight - 1) * g.DilationHeight) + 1;
        _columns = ((outWidth - 1) * right) + ((g.KernelWidth - 1) * g.DilationWidth) + 1;
        _vectorWidth = vectorWidth;
        Blocks = (g.GroupInChannels + _vectorWidth - 1) / _vectorWidth;
        RowStride = down * _columns * _vectorWidth;
        Offsets = [.. Enumerable.Range(0, outWidth).Select(column => column * right * PixelStride)];
    }

    /// <summary>The blocks of channels.</summary>
    public int Blocks { get; }

    /// <summary>The elements of an image.</summary>
    public long Size => (long)Blocks * BlockSize;

    /// <summary>The distance between outputs of neighbouring rows.</summary>
    public int RowStride { get; }

    /// <summary>Where the outputs of a row lie.</summary>
    public int[] Offsets { get; }

    /// <summary>The elements of one block of channels.</summary>
    public long BlockSize => (long)_rows * _columns * _vectorWidth;

    private int PixelStride => _vectorWidth;

    /// <summary>The stretches of some columns of the weight's gradient, whose order is (tap, channel).</summary>
    public Im2ColPanel Panel(int first, int count)
    {
        Im2ColPanel panel = default(Im2ColPanel);
        ConvolutionGeometry g = _geometry;
        (int tap, int channel) = Math.DivRem(first, g.GroupInChannels);
        while (count > 0)
        {
            (int block, int place) = Math.DivRem(channel, _vectorWidth);
            int length = Math.Min(count, Math.Min(_vectorWidth - place, g.GroupInChannels - channel));
            int row = tap / g.KernelWidth * g.DilationHeight;
            int column = tap % g.KernelWidth * g.DilationWidth;
            panel.Add((block * BlockSize) + (((row * _columns) + column) * PixelStride) + place, length);
            count -= length;
            (channel, tap) = channel + length == g.GroupInChannels ? (0, tap + 1) : (channel + length, tap);
        }

        return panel;
    }

    /// <summary>Lays out one block of an image's channels.</summary>
    public void Fill(float* image, int block, float* target, GemmKernel kernel)
    {
        ConvolutionGeometry g = _geometry;
        target += block * BlockSize;
        int left = Math.Min((g.PaddingWidth + _columnStep - 1) / _columnStep, _columns);
        int skipped = (left * _columnStep) - g.PaddingWidth;
        int present = Math.Clamp((g.Width - skipped + _columnStep - 1) / _columnStep, 0, _columns - left);
        for (int i = 0; i < _rows; i++, target += _columns * PixelStride)
        {
            int row = (i * _rowStep) - g.PaddingHeight;
            if ((uint)row >= (uint)g.Height)
            {
                new Span<float>(target, _columns * PixelStride).Clear();
                continue;
            }

            new Span<float>(target, left * PixelStride).Clear();
            float* first = target + (left * PixelStride);
            float* pixels = image + ((long)row * g.Width) + skipped;
            var view = new MatrixView(pixels, ElementType.Float32, g.GroupInChannels, present, g.Plane, _columnStep);
            if (_vectorWidth >= MinPanelWidth)
            {
                kernel.Pack(view, block * _vectorWidth, 0, present, _vectorWidth, first);
            }
            else
            {
                Interleave(view, first);
            }

            float* end = first + (present * PixelStride);
            new Span<float>(end, (_columns - left - present) * PixelStride).Clear();
        }
    }

    private static void Interleave(in MatrixView rows, float* target)
    {
        for (int c = 0; c < rows.Rows; c++)
        {
            float* row = (float*)rows.Row(c);
            for (int j = 0; j < rows.Columns; j++)
            {
                target[(j * rows.Rows) + c] = row[j * rows.ColumnStride];
            }
        }
    }
}
