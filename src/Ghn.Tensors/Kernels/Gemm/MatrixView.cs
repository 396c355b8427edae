namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>
/// A matrix somewhere in memory, by strides counted in elements. Rows may come in blocks, so that a slice
/// [..a, ..b] of a weight whose rows are numbered (out, in) is a view, too: row r lies at
/// <c>(r / RowsPerBlock) · BlockStride + (r % RowsPerBlock) · RowStride</c>.
/// </summary>
public readonly unsafe struct MatrixView
{
    /// <summary>A matrix whose rows lie one after the other.</summary>
    public MatrixView(void* data, ElementType elementType, int rows, int columns, long rowStride, long columnStride = 1)
        : this(data, elementType, rows, columns, rowStride, columnStride, Math.Max(rows, 1), 0)
    {
    }

    /// <summary>A matrix whose rows come in blocks.</summary>
    public MatrixView(
        void* data, ElementType elementType, int rows, int columns, long rowStride, long columnStride, int rowsPerBlock, long blockStride)
    {
        Data = (byte*)data;
        ElementType = elementType;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
        RowsPerBlock = rowsPerBlock;
        BlockStride = blockStride;
    }

    /// <summary>The address of the first element.</summary>
    public byte* Data { get; }

    /// <summary>The type of the elements: float32, or 16-bit for a weight.</summary>
    public ElementType ElementType { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The distance between rows of one block.</summary>
    public long RowStride { get; }

    /// <summary>The distance between neighbours in a row.</summary>
    public long ColumnStride { get; }

    /// <summary>The number of rows in a block; all of them when rows are not blocked.</summary>
    public int RowsPerBlock { get; }

    /// <summary>The distance between the first rows of neighbouring blocks.</summary>
    public long BlockStride { get; }

    /// <summary>The same matrix with rows and columns exchanged; its rows must not come in several blocks.</summary>
    public MatrixView Transposed => new(Data, ElementType, Columns, Rows, ColumnStride, RowStride);

    /// <summary>A tensor as a matrix: its last dimension makes the columns, all others the rows.</summary>
    public static MatrixView Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        int columns = tensor.Shape[^1];
        int rows = columns == 0 ? 0 : checked((int)(tensor.ElementCount / columns));
        return new MatrixView(tensor.Data, tensor.ElementType, rows, columns, columns);
    }

    /// <summary>A part of a tensor as a matrix, whatever the tensor's shape.</summary>
    /// <param name="tensor">The tensor; whoever uses the view keeps it alive.</param>
    /// <param name="start">The element that is the first of the matrix.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rowStride">The distance between rows.</param>
    /// <param name="columnStride">The distance between neighbours in a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The matrix exceeds the tensor, or a size or distance is negative.</exception>
    public static MatrixView Of(Tensor tensor, long start, int rows, int columns, long rowStride, long columnStride = 1) =>
        Part(tensor, start, rows, columns, rowStride, columnStride, Math.Max(rows, 1), 0);

    /// <summary>A part of a tensor as a matrix whose rows come in blocks.</summary>
    /// <param name="tensor">The tensor; whoever uses the view keeps it alive.</param>
    /// <param name="start">The element that is the first of the matrix.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns, which lie side by side.</param>
    /// <param name="rowStride">The distance between rows of one block.</param>
    /// <param name="rowsPerBlock">The number of rows in a block, positive.</param>
    /// <param name="blockStride">The distance between the first rows of neighbouring blocks.</param>
    /// <exception cref="ArgumentOutOfRangeException">The matrix exceeds the tensor, or a size or distance is negative.</exception>
    public static MatrixView OfBlocks(
        Tensor tensor, long start, int rows, int columns, long rowStride, int rowsPerBlock, long blockStride) =>
        Part(tensor, start, rows, columns, rowStride, columnStride: 1, rowsPerBlock, blockStride);

    private static MatrixView Part(
        Tensor tensor, long start, int rows, int columns, long rowStride, long columnStride, int rowsPerBlock, long blockStride)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(rowStride);
        ArgumentOutOfRangeException.ThrowIfNegative(columnStride);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowsPerBlock);
        ArgumentOutOfRangeException.ThrowIfNegative(blockStride);
        var view = new MatrixView(
            tensor.Data + (start * tensor.ElementType.ByteCount()), tensor.ElementType, rows, columns, rowStride, columnStride,
            rowsPerBlock, blockStride);
        if (rows > 0 && columns > 0)
        {
            long lastBlock = (rows - 1) / rowsPerBlock * blockStride;
            long lastRow = Math.Min(rows - 1, rowsPerBlock - 1) * rowStride;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(
                start + lastBlock + lastRow + ((columns - 1) * columnStride), tensor.ElementCount - 1, nameof(start));
        }

        return view;
    }

    /// <summary>The address of a row's first element.</summary>
    public byte* Row(int row) =>
        Data + ((((long)(row / RowsPerBlock) * BlockStride) + (row % RowsPerBlock * RowStride)) * ElementType.ByteCount());
}
