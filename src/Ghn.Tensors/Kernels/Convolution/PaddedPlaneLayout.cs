using System.Runtime.CompilerServices;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>
/// How a channel's plane is laid out for a kernel to slide over it: with zeros around, and, where the kernel moves in strides,
/// divided into phases (rows and columns of equal remainder), so that neighbouring outputs always read neighbouring elements.
/// Whatever the padding, stride and dilation, a tap is then a fixed offset, and output (i, j) lies at i·<see cref="Pitch"/> + j from it.
/// </summary>
internal sealed unsafe class PaddedPlaneLayout
{
    private readonly int _height;
    private readonly int _width;
    private readonly int _firstRow;
    private readonly int _firstColumn;
    private readonly int _strideHeight;
    private readonly int _strideWidth;
    private readonly int _rows;
    private readonly bool[] _used;
    private readonly (int First, int End)[] _rowsInside;
    private readonly (int First, int End)[] _columnsInside;

    /// <summary>A layout of planes [height, width] that begins at the given row and column, which may lie outside.</summary>
    public PaddedPlaneLayout(
        int height, int width, int firstRow, int firstColumn, int lastRow, int lastColumn, int strideHeight, int strideWidth)
    {
        (_height, _width, _firstRow, _firstColumn) = (height, width, firstRow, firstColumn);
        (_strideHeight, _strideWidth) = (strideHeight, strideWidth);
        _rows = ((lastRow - firstRow) / strideHeight) + 1;
        Pitch = ((lastColumn - firstColumn) / strideWidth) + 1;
        _used = new bool[strideHeight * strideWidth];
        _rowsInside = [.. Enumerable.Range(firstRow, strideHeight).Select(row => Inside(row, strideHeight, height, _rows))];
        _columnsInside = [.. Enumerable.Range(firstColumn, strideWidth).Select(column => Inside(column, strideWidth, width, Pitch))];
    }

    /// <summary>The distance between rows.</summary>
    public int Pitch { get; }

    /// <summary>The number of elements that a plane takes.</summary>
    public int Size => _used.Length * _rows * Pitch;

    /// <summary>Whether planes can be used as they are.</summary>
    public bool IsPlain => _used.Length == 1 && _firstRow == 0 && _firstColumn == 0 && _rows <= _height && Pitch == _width;

    /// <summary>The offset of the tap that, for the first output, reads this row and column of the plane.</summary>
    public int OffsetOf(int row, int column)
    {
        (int down, int rowPhase) = Math.DivRem(row - _firstRow, _strideHeight);
        (int right, int columnPhase) = Math.DivRem(column - _firstColumn, _strideWidth);
        int phase = (rowPhase * _strideWidth) + columnPhase;
        _used[phase] = true;
        return (((phase * _rows) + down) * Pitch) + right;
    }

    /// <summary>
    /// Lays out a plane where zeros are already around; phases that no tap reads are left as they are. A plane's elements may be
    /// vectors of several elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillInside(float* source, float* target, int elementsPerPixel = 1)
    {
        for (int phase = 0, rowPhase = 0; rowPhase < _strideHeight; rowPhase++)
        {
            (int top, int bottom) = _rowsInside[rowPhase];
            for (int columnPhase = 0; columnPhase < _strideWidth; columnPhase++, phase++)
            {
                if (!_used[phase])
                {
                    continue;
                }

                (int left, int right) = _columnsInside[columnPhase];
                int row = _firstRow + rowPhase + (top * _strideHeight);
                int column = _firstColumn + columnPhase + (left * _strideWidth);
                float* from = source + ((((long)row * _width) + column) * elementsPerPixel);
                float* to = target + (((((long)phase * _rows) + top) * Pitch) + left) * elementsPerPixel;
                for (int i = top; i < bottom; i++, from += (long)_strideHeight * _width * elementsPerPixel, to += Pitch * elementsPerPixel)
                {
                    if (elementsPerPixel == 1)
                    {
                        StridedCopy.Gather(_strideWidth, from, to, right - left);
                        continue;
                    }

                    for (int j = 0; j < right - left; j++)
                    {
                        StridedCopy.Copy(
                            from + ((long)j * _strideWidth * elementsPerPixel), to + ((long)j * elementsPerPixel), elementsPerPixel);
                    }
                }
            }
        }
    }

    /// <summary>Lays out a plane; phases that no tap reads are left as they are.</summary>
    public void Fill(float* source, float* target)
    {
        for (int phase = 0; phase < _used.Length; phase++)
        {
            if (_used[phase])
            {
                new Span<float>(target + ((long)phase * _rows * Pitch), _rows * Pitch).Clear();
            }
        }

        FillInside(source, target);
    }

    /// <summary>The first place, and the one behind the last, that holds something of the plane.</summary>
    private static (int First, int End) Inside(int start, int stride, int size, int places)
    {
        int first = Math.Min(start < 0 ? (-start + stride - 1) / stride : 0, places);
        return (first, Math.Clamp((size - start + stride - 1) / stride, first, places));
    }
}
