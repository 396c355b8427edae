namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// A set of taps that slides over a plane in steps of one and makes a grid of outputs. A convolution is one pass; the gradient
/// of its input is one for each remainder of rows and columns by the strides, since their elements see different taps.
/// </summary>
/// <param name="Rows">The height of the grid.</param>
/// <param name="Columns">The width of the grid.</param>
/// <param name="Taps">The taps of the kernel that take part.</param>
/// <param name="Offsets">Where each of them reads for the first output, in a plane's layout.</param>
/// <param name="First">Where the first output lies in its plane.</param>
/// <param name="RowStride">The distance between rows of the grid in the output's plane.</param>
/// <param name="ColumnStride">The distance between columns of the grid in the output's plane.</param>
internal sealed record ConvolutionPass(int Rows, int Columns, int[] Taps, int[] Offsets, int First, int RowStride, int ColumnStride)
{
    /// <summary>Whether the first taps of the kernel take part, in their order.</summary>
    public bool IsInOrder { get; } = Taps.AsSpan().SequenceEqual([.. Enumerable.Range(0, Taps.Length)]);

    /// <summary>The number of outputs in a plane.</summary>
    public int Count => Rows * Columns;
}
