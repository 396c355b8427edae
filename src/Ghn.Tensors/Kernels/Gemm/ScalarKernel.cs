namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>4×16 tiles in plain C#: runs everywhere.</summary>
internal sealed unsafe class ScalarKernel() : GemmKernel(4, 16)
{
    /// <inheritdoc/>
    public override bool IsSupported => true;

    /// <inheritdoc/>
    public override void Multiply(int depth, float* a, float* b, float* c, long stride, bool accumulate, float* next)
    {
        float* tile = stackalloc float[Rows * Columns];
        new Span<float>(tile, Rows * Columns).Clear();
        for (int p = 0; p < depth; p++)
        {
            for (int i = 0; i < Rows; i++)
            {
                for (int j = 0; j < Columns; j++)
                {
                    tile[(i * Columns) + j] += a[(p * Rows) + i] * b[(p * Columns) + j];
                }
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                float* target = c + (i * stride) + j;
                *target = tile[(i * Columns) + j] + (accumulate ? *target : 0);
            }
        }
    }
}
