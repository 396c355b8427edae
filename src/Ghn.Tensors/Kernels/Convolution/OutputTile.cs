using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Kernels.Convolution;

/// <summary>Finishes tiles of a matrix product whose columns are outputs of a pass.</summary>
internal static unsafe class OutputTile
{
    /// <summary>Adds a value to each row.</summary>
    public static void Add(float* values, float* tile, long stride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            float* row = tile + (i * stride);
            Vector256<float> value = Vector256.Create(values[i]);
            for (int j = 0; j < columns; j += Vector256<float>.Count)
            {
                (Vector256.Load(row + j) + value).Store(row + j);
            }
        }
    }

    /// <summary>Stores the columns of a tile where they belong, or adds them to what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(
        float* tile, int tileStride, int rows, in Im2ColPanel outputs, int columnStride, float* target, long channelStride, bool accumulate)
    {
        for (int i = 0; i < rows; i++, tile += tileStride, target += channelStride)
        {
            for (int stretch = 0; stretch < outputs.Count; stretch++)
            {
                float* from = tile + outputs.StartOf(stretch);
                float* to = target + outputs.OffsetOf(stretch);
                int length = outputs.LengthOf(stretch);
                if (columnStride == 2 && Avx512F.IsSupported)
                {
                    StridedCopy.ScatterByTwo(from, to, length, accumulate);
                    continue;
                }

                int j = 0;
                for (; columnStride == 1 && j <= length - Vector256<float>.Count; j += Vector256<float>.Count)
                {
                    Vector256<float> value = Vector256.Load(from + j);
                    (accumulate ? value + Vector256.Load(to + j) : value).Store(to + j);
                }

                for (; columnStride == 1 && j <= length - Vector128<float>.Count; j += Vector128<float>.Count)
                {
                    Vector128<float> value = Vector128.Load(from + j);
                    (accumulate ? value + Vector128.Load(to + j) : value).Store(to + j);
                }

                for (; j < length; j++)
                {
                    float* element = to + ((long)j * columnStride);
                    *element = from[j] + (accumulate ? *element : 0);
                }
            }
        }
    }
}
