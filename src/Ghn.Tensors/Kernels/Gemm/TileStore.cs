using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Gemm;

/// <summary>Stores a finished tile that is cut off by the matrix's edge, or whose elements get a bias or a function.</summary>
internal static unsafe class TileStore
{
    /// <summary>Stores the upper left part of a tile.</summary>
    /// <param name="tile">The tile; its content is lost.</param>
    /// <param name="tileStride">The distance between its rows, a multiple of 16.</param>
    /// <param name="target">The output.</param>
    /// <param name="firstRow">The output's row for the tile's first.</param>
    /// <param name="firstColumn">The output's column for the tile's first.</param>
    /// <param name="rows">The number of rows to store.</param>
    /// <param name="columns">The number of columns to store.</param>
    /// <param name="epilogue">What happens to each element; its bias is the whole output's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(
        float* tile, int tileStride, in MatrixView target, int firstRow, int firstColumn, int rows, int columns, in Epilogue epilogue)
    {
        for (int i = 0; i < rows; i++)
        {
            float* row = (float*)target.Row(firstRow + i) + firstColumn;
            for (int j = 0; j < columns; j += PartialVector.VectorWidth)
            {
                int count = columns - j;
                Vector512<float> value = Vector512.Load(tile + (i * tileStride) + j);
                if (epilogue.Accumulate)
                {
                    value += PartialVector.Load(row + j, count);
                }

                if (epilogue.ColumnBias is not null)
                {
                    value += PartialVector.Load(epilogue.ColumnBias + firstColumn + j, count);
                }

                value = epilogue.Function switch
                {
                    EpilogueFunction.Relu => Vector512.Max(value, Vector512<float>.Zero),
                    EpilogueFunction.Gelu => Activations.Gelu(value),
                    _ => value,
                };
                PartialVector.Store(value, row + j, count);
            }
        }
    }
}
