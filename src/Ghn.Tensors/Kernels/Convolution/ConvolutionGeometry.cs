namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// The sizes of a two-dimensional convolution, as PyTorch's <c>conv2d</c> has them. Images are [Batch, InChannels, Height, Width],
/// weights [OutChannels, InChannels / Groups, KernelHeight, KernelWidth], outputs [Batch, OutChannels, OutHeight, OutWidth].
/// </summary>
/// <param name="Batch">The number of images.</param>
/// <param name="InChannels">The channels of the input, a multiple of the groups.</param>
/// <param name="Height">The height of the input.</param>
/// <param name="Width">The width of the input.</param>
/// <param name="OutChannels">The channels of the output, a multiple of the groups.</param>
/// <param name="KernelHeight">The height of the kernel.</param>
/// <param name="KernelWidth">The width of the kernel.</param>
/// <param name="StrideHeight">The vertical step from one output to the next.</param>
/// <param name="StrideWidth">The horizontal step from one output to the next.</param>
/// <param name="PaddingHeight">The rows of zeros above the image, and below it.</param>
/// <param name="PaddingWidth">The columns of zeros on the left of the image, and on the right.</param>
/// <param name="DilationHeight">The vertical distance between taps of the kernel.</param>
/// <param name="DilationWidth">The horizontal distance between taps of the kernel.</param>
/// <param name="Groups">The number of groups; each output channel sees only the input channels of its group.</param>
public readonly record struct ConvolutionGeometry(
    int Batch,
    int InChannels,
    int Height,
    int Width,
    int OutChannels,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int PaddingHeight,
    int PaddingWidth,
    int DilationHeight,
    int DilationWidth,
    int Groups)
{
    /// <summary>
    /// The elements of one channel with its padding; such planes are counted in 32 bits, and some of the kernels interleave 16 of them.
    /// </summary>
    private const long MaxPaddedPlane = 100_000_000;

    /// <summary>How many rows of zeros there are below the image in excess of those above, or fewer if negative.</summary>
    public int ExcessRows { get; init; }

    /// <summary>
    /// How many columns of zeros there are on the right of the image in excess of those on the left, or fewer if negative.
    /// </summary>
    public int ExcessColumns { get; init; }

    /// <summary>The height of the output.</summary>
    public int OutHeight => Steps(Height, (2 * PaddingHeight) + ExcessRows, KernelHeight, DilationHeight, StrideHeight);

    /// <summary>The width of the output.</summary>
    public int OutWidth => Steps(Width, (2 * PaddingWidth) + ExcessColumns, KernelWidth, DilationWidth, StrideWidth);

    /// <summary>The input channels that one output channel sees.</summary>
    internal int GroupInChannels => InChannels / Groups;

    /// <summary>The output channels of one group.</summary>
    internal int GroupOutChannels => OutChannels / Groups;

    /// <summary>The number of taps of the kernel in one channel.</summary>
    internal int Taps => KernelHeight * KernelWidth;

    /// <summary>The elements of one channel of the input.</summary>
    internal int Plane => Height * Width;

    /// <summary>The elements of one channel of the output.</summary>
    internal int OutPlane => OutHeight * OutWidth;

    internal Shape InputShape => [Batch, InChannels, Height, Width];

    internal Shape WeightShape => [OutChannels, GroupInChannels, KernelHeight, KernelWidth];

    internal Shape OutputShape => [Batch, OutChannels, OutHeight, OutWidth];

    /// <summary>Refuses sizes that no convolution has.</summary>
    internal void Check()
    {
        if (!IsCountable())
        {
            throw new ArgumentException($"{this} is too large: a channel with its padding has at most {MaxPaddedPlane} elements.");
        }

        bool positive = Math.Min(Math.Min(Math.Min(InChannels, OutChannels), Math.Min(KernelHeight, KernelWidth)), Groups) > 0
            && Math.Min(Math.Min(StrideHeight, StrideWidth), Math.Min(DilationHeight, DilationWidth)) > 0
            && Math.Min(PaddingHeight, PaddingWidth) >= 0
            && Math.Min(PaddingHeight + ExcessRows, PaddingWidth + ExcessColumns) >= 0;
        if (!positive || InChannels % Groups != 0 || OutChannels % Groups != 0 || OutHeight < 1 || OutWidth < 1)
        {
            throw new ArgumentException($"{this} is no geometry of a convolution.");
        }
    }

    /// <summary>Whether no place in a plane overflows: neither with the padding, nor with the reach of strides and kernel.</summary>
    private bool IsCountable()
    {
        long height = Height + (2L * PaddingHeight) + ExcessRows;
        long width = Width + (2L * PaddingWidth) + ExcessColumns;
        long reach = Math.Max(
            Math.Max(DilationHeight * (KernelHeight - 1L), DilationWidth * (KernelWidth - 1L)), Math.Max(StrideHeight, StrideWidth));
        long max = Math.Max(Math.Max(height, width), Math.Max(reach, (long)KernelHeight * KernelWidth));
        return max <= MaxPaddedPlane && height * width <= MaxPaddedPlane;
    }

    private static int Steps(int size, int padding, int kernel, int dilation, int stride)
    {
        int room = size + padding - (dilation * (kernel - 1)) - 1;
        return room < 0 ? 0 : (room / stride) + 1;
    }
}
