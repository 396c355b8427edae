namespace Ghn.Tensors.Kernels.Reference;

/// <summary>
/// The matrix product by its definition, in double precision: what <see cref="Gemm.Matrices"/> computes in panels and tiles, and is
/// tested against.
/// </summary>
internal static class ReferenceGemm
{
    /// <summary>A·Bᵀ: element (i, j) is the inner product of row i of A and row j of B.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="b">[columns, depth].</param>
    /// <returns>[rows, columns].</returns>
    public static double[,] MultiplyTransposed(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < b.GetLength(0); j++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    product[i, j] += a[i, k] * b[j, k];
                }
            }
        }

        return product;
    }
}
