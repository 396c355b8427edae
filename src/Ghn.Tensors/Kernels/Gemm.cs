namespace Ghn.Tensors;

/// <summary>The matrix product C = f(A·Bᵀ + bias).</summary>
public static unsafe class Gemm
{
    /// <summary>Multiplies the rows of <paramref name="a"/> with the rows of <paramref name="b"/>.</summary>
    /// <param name="a">An m×k matrix of float32.</param>
    /// <param name="b">An n×k matrix, of float32, float16 or bfloat16: the layout of a linear layer's weight.</param>
    /// <param name="c">The m×n output, float32, its columns one element apart.</param>
    /// <param name="epilogue">What happens to each element as it is stored.</param>
    public static void MultiplyTransposed(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue = default)
    {
        for (int i = 0; i < c.Rows; i++)
        {
            float* row = (float*)c.Row(i);
            for (int j = 0; j < c.Columns; j++)
            {
                double sum = epilogue.Accumulate ? row[j] : 0;
                for (int p = 0; p < a.Columns; p++)
                {
                    byte* element = b.Row(j) + (p * b.ColumnStride * b.ElementType.ByteCount());
                    float value = b.ElementType switch
                    {
                        ElementType.Float16 => (float)*(Half*)element,
                        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)*(ushort*)element << 16),
                        _ => *(float*)element,
                    };
                    sum += ((float*)a.Row(i))[p * a.ColumnStride] * value;
                }

                sum += epilogue.ColumnBias is null ? 0 : epilogue.ColumnBias[j];
                row[j] = epilogue.Function switch
                {
                    EpilogueFunction.Relu => (float)Math.Max(sum, 0),
                    _ => (float)sum,
                };
            }
        }
    }
}
