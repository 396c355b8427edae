using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Tests;

public class TensorPartTests
{
    private static readonly Tensor Counted = Tensor.From<float>([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]);

    [Fact]
    public void Values_can_be_had_from_any_place()
    {
        Assert.Equal([5f, 6f, 7f], Counted.ValuesAt(5, 3));
        Assert.Equal(0, Counted.ValuesAt(24, 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Counted.ValuesAt(22, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Counted.ValuesAt(-1, 3).Length);
        Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([4], ElementType.Float64).ValuesAt(0, 1).Length);
    }

    [Fact]
    public void A_part_of_a_tensor_is_a_matrix()
    {
        Assert.Equal([[6, 7], [10, 11]], Read(MatrixView.Of(Counted, 6, rows: 2, columns: 2, rowStride: 4)));
        Assert.Equal([[1, 13], [2, 14], [3, 15]], Read(MatrixView.Of(Counted, 1, rows: 3, columns: 2, rowStride: 1, columnStride: 12)));
        Assert.Equal(
            [[1, 2], [5, 6], [13, 14], [17, 18]],
            Read(MatrixView.OfBlocks(Counted, 1, rows: 4, columns: 2, rowStride: 4, rowsPerBlock: 2, blockStride: 12)));
    }

    [Fact]
    public void A_matrix_does_not_exceed_its_tensor()
    {
        Assert.Equal(23, Read(MatrixView.Of(Counted, 15, rows: 3, columns: 1, rowStride: 4))[^1][0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixView.Of(Counted, 16, rows: 3, columns: 1, rowStride: 4).Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixView.Of(Counted, -1, rows: 3, columns: 1, rowStride: 4).Rows);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MatrixView.OfBlocks(Counted, 6, rows: 4, columns: 3, rowStride: 4, rowsPerBlock: 2, blockStride: 12).Rows);
    }

    [Fact]
    public void A_bias_begins_anywhere_in_its_tensor()
    {
        using Tensor product = Tensor.Allocate([2, 2]);
        using Tensor rows = Tensor.From<float>([1, 0, 0, 1], [2, 2]);
        Matrices.MultiplyTransposed(
            MatrixView.Of(rows), MatrixView.Of(Counted, 0, 2, 2, 4), MatrixView.Of(product), Epilogue.WithBias(Counted, start: 10));
        Assert.Equal([10f, 15f, 11f, 16f], product.Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => Epilogue.WithBias(Counted, start: 24).Accumulate);
        Assert.Throws<ArgumentException>(() => Epilogue.WithBias(Tensor.Zeros([4], ElementType.Float64)).Accumulate);
    }

    private static unsafe float[][] Read(MatrixView matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row =>
            Enumerable.Range(0, matrix.Columns).Select(column => ((float*)matrix.Row(row))[column * matrix.ColumnStride]).ToArray())];
}
