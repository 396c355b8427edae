namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>The matrix product C = f(A·Bᵀ + bias).</summary>
public static unsafe class Matrices
{
    /// <summary>Multiplies the rows of <paramref name="a"/> with the rows of <paramref name="b"/>.</summary>
    /// <param name="a">An m×k matrix of float32.</param>
    /// <param name="b">An n×k matrix, of float32, float16 or bfloat16: the layout of a linear layer's weight.</param>
    /// <param name="c">The m×n output, float32, its columns one element apart; it overlaps neither input.</param>
    /// <param name="epilogue">What happens to each element as it is stored.</param>
    /// <exception cref="ArgumentException">The sizes or types do not fit.</exception>
    public static void MultiplyTransposed(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue = default)
    {
        if (IsEmpty(a, b, c))
        {
            return;
        }

        if (SmallGemm.Fits(a, b))
        {
            SmallGemm.Multiply(a, b, c, epilogue);
        }
        else
        {
            PackedGemm.Multiply(a, b, c, epilogue, GemmKernel.Best);
        }
    }

    /// <summary>The same by packed panels and a certain kernel, whatever the shape.</summary>
    internal static void MultiplyTransposed(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue, GemmKernel kernel)
    {
        if (!IsEmpty(a, b, c))
        {
            PackedGemm.Multiply(a, b, c, epilogue, kernel);
        }
    }

    private static bool IsEmpty(in MatrixView a, in MatrixView b, in MatrixView c)
    {
        if (a.Rows != c.Rows || b.Rows != c.Columns || a.Columns != b.Columns)
        {
            throw new ArgumentException(
                $"A {a.Rows}×{a.Columns} matrix times a transposed {b.Rows}×{b.Columns} matrix does not make a {c.Rows}×{c.Columns} one.");
        }

        if (a.ElementType != ElementType.Float32
            || c.ElementType != ElementType.Float32
            || b.ElementType is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16)
            || (c.ColumnStride != 1 && c.Columns > 1))
        {
            throw new ArgumentException(
                $"No product of {a.ElementType} and {b.ElementType} as {c.ElementType} with columns {c.ColumnStride} elements apart.");
        }

        return c.Rows == 0 || c.Columns == 0;
    }
}
