using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// Images with the channels of a pixel side by side, in blocks of up to 32, and zeros around: the layout in which the patch of an output is
/// one stretch of memory for each tap and block.
/// </summary>
internal sealed unsafe class PixelLayout
{
    private const int MaxBlockChannels = 32;
    private const int MinPanelWidth = 4;

    private readonly ConvolutionGeometry _geometry;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _rowStep;
    private readonly int _columnStep;
    private readonly int _lanes;

    /// <summary>The layout of the input of a convolution; of a group's channels.</summary>
    public PixelLayout(in ConvolutionGeometry g)
        : this(g, g.OutHeight, g.OutWidth, Math.Min(g.GroupInChannels, MaxBlockChannels))
    {
    }

    /// <summary>The layout for outputs of which the last row and column may not exist, in blocks of so many channels.</summary>
    public PixelLayout(in ConvolutionGeometry g, int outHeight, int outWidth, int lanes)
    {
        // What a kernel of one row or column strides over is left out.
        _geometry = g;
        (_rowStep, _columnStep) = (g.KernelHeight == 1 ? g.StrideHeight : 1, g.KernelWidth == 1 ? g.StrideWidth : 1);
        (int down, int right) = (g.StrideHeight / _rowStep, g.StrideWidth / _columnStep);
        _rows = ((outHeight - 1) * down) + ((g.KernelHeight - 1) * g.DilationHeight) + 1;
        _columns = ((outWidth - 1) * right) + ((g.KernelWidth - 1) * g.DilationWidth) + 1;
        _lanes = lanes;
        Blocks = (g.GroupInChannels + _lanes - 1) / _lanes;
        RowStride = down * _columns * _lanes;
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
    public long BlockSize => (long)_rows * _columns * _lanes;

    private int PixelStride => _lanes;

    /// <summary>The stretches of some columns of the weight's gradient, whose order is (tap, channel).</summary>
    public PatchPanel Panel(int first, int count)
    {
        var panel = default(PatchPanel);
        ConvolutionGeometry g = _geometry;
        (int tap, int channel) = Math.DivRem(first, g.GroupInChannels);
        while (count > 0)
        {
            (int block, int lane) = Math.DivRem(channel, _lanes);
            int length = Math.Min(count, Math.Min(_lanes - lane, g.GroupInChannels - channel));
            int row = tap / g.KernelWidth * g.DilationHeight;
            int column = tap % g.KernelWidth * g.DilationWidth;
            panel.Add((block * BlockSize) + (((row * _columns) + column) * PixelStride) + lane, length);
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
            if (_lanes >= MinPanelWidth)
            {
                kernel.Pack(view, block * _lanes, 0, present, _lanes, first);
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
