using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>How the elements of a matrix lie in memory.</summary>
internal enum Layout
{
    /// <summary>Neighbours in a row lie side by side.</summary>
    Rows,

    /// <summary>Neighbours in a column lie side by side.</summary>
    Columns,

    /// <summary>No neighbours do.</summary>
    Scattered,
}

/// <summary>A matrix in memory of some layout, and the numbers it holds.</summary>
internal sealed record Matrix(
    double[,] Values, byte[] Bytes, ElementType Type, long RowStride, long ColumnStride, int RowsPerBlock, long BlockStride)
{
    /// <summary>A matrix of random numbers; what lies between them is NaN, so that reading it shows.</summary>
    public static Matrix Random(Random random, int rows, int columns, Layout layout, ElementType type, int rowsPerBlock, int gap)
    {
        rowsPerBlock = Math.Max(rowsPerBlock, 1);
        int blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
        (long rowStride, long columnStride, long blockStride) = layout switch
        {
            Layout.Rows => (columns + gap, 1L, (long)rowsPerBlock * (columns + gap)),
            Layout.Columns => (1L, rowsPerBlock + (long)gap, (rowsPerBlock + (long)gap) * columns),
            _ => (2L, (2L * rowsPerBlock) + gap, ((2L * rowsPerBlock) + gap) * columns),
        };
        blockStride += gap;
        int size = type.ByteCount();
        byte[] bytes = new byte[((blocks * blockStride) + 1) * size];
        bytes.AsSpan().Fill(0xFF);
        var values = new double[rows, columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                long offset = ((r / rowsPerBlock * blockStride) + (r % rowsPerBlock * rowStride) + (c * columnStride)) * size;
                values[r, c] = Write(bytes.AsSpan((int)offset), random.NextSingle() - 0.5f, type);
            }
        }

        return new Matrix(values, bytes, type, rowStride, columnStride, rowsPerBlock, blockStride);
    }

    /// <summary>The matrix as a view of <paramref name="pointer"/>, where its bytes are pinned.</summary>
    public unsafe MatrixView View(byte* pointer) =>
        new(pointer, Type, Values.GetLength(0), Values.GetLength(1), RowStride, ColumnStride, RowsPerBlock, BlockStride);

    private static double Write(Span<byte> target, float value, ElementType type)
    {
        switch (type)
        {
            case ElementType.Float16:
                BitConverter.TryWriteBytes(target, (Half)value);
                return (double)(Half)value;
            case ElementType.BFloat16:
                uint upper = BitConverter.SingleToUInt32Bits(value) >> 16;
                BitConverter.TryWriteBytes(target, (ushort)upper);
                return BitConverter.UInt32BitsToSingle(upper << 16);
            default:
                BitConverter.TryWriteBytes(target, value);
                return value;
        }
    }
}
