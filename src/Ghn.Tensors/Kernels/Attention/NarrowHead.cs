using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Gemm;

namespace Ghn.Tensors.Kernels.Attention;

/// <summary>
/// The attention of a head of few features, such as GHN-3's of 8. Its products compute hardly more than they read, so that packing
/// panels for a general product takes longer than the product. Keys and values are laid out feature by feature once; then a few
/// queries at a time go from products to weights to results in the nearest cache.
/// </summary>
internal static unsafe class NarrowHead
{
    /// <summary>The number of features up to which this is the faster way.</summary>
    private const int MaxWidth = 16;

    private const int VectorWidth = 8;
    private const int QueriesAtOnce = 4;

    /// <summary>Whether a head is of this kind.</summary>
    public static bool Fits(AttentionOperand key, AttentionOperand value) => key.HeadWidth <= MaxWidth && value.HeadWidth <= MaxWidth;

    /// <summary>Computes the results of all queries.</summary>
    /// <param name="query">[queries, width].</param>
    /// <param name="key">[keys, width].</param>
    /// <param name="value">[keys, value width].</param>
    /// <param name="terms">What turns products into weights.</param>
    /// <param name="weights">Where the weights go [queries, keys]; null if they are not wanted.</param>
    /// <param name="output">[queries, value width].</param>
    public static void Attend(
        in MatrixView query, in MatrixView key, in MatrixView value, in AttentionTerms terms, float* weights, in MatrixView output)
    {
        int padded = (key.Rows + VectorWidth - 1) / VectorWidth * VectorWidth;
        using Tensor scratch = Tensor.Allocate([key.Columns + value.Columns + QueriesAtOnce, padded]);
        float* keys = (float*)scratch.Data;
        float* values = keys + ((long)key.Columns * padded);
        float* rows = values + ((long)value.Columns * padded);
        Transpose(key, keys, padded);
        Transpose(value, values, padded);
        for (int first = 0; first < query.Rows; first += QueriesAtOnce)
        {
            // What has no query is computed for the last one again, and left.
            int count = Math.Min(query.Rows - first, QueriesAtOnce);
            Multiply(query, first, count, keys, padded, rows);
            for (int i = 0; i < count; i++)
            {
                terms.Normalize(rows + ((long)i * padded), first + i, 1);
            }

            Mix(rows, values, padded, output, first, count);
            for (int i = 0; weights is not null && i < count; i++)
            {
                float* target = weights + ((long)(first + i) * key.Rows);
                new ReadOnlySpan<float>(rows + ((long)i * padded), key.Rows).CopyTo(new Span<float>(target, key.Rows));
            }
        }
    }

    /// <summary>Lays a matrix out column by column; what exceeds its rows is zero.</summary>
    private static void Transpose(in MatrixView matrix, float* target, int padded)
    {
        for (int column = 0; column < matrix.Columns; column++)
        {
            new Span<float>(target + (((long)column * padded) + matrix.Rows), padded - matrix.Rows).Clear();
        }

        for (int row = 0; row < matrix.Rows; row++)
        {
            float* source = (float*)matrix.Row(row);
            for (int column = 0; column < matrix.Columns; column++)
            {
                target[((long)column * padded) + row] = source[column];
            }
        }
    }

    /// <summary>The products of some queries with all keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply(in MatrixView query, int first, int count, float* keys, int padded, float* products)
    {
        int features = query.Columns;
        float* q0 = (float*)query.Row(first);
        float* q1 = (float*)query.Row(first + Math.Min(1, count - 1));
        float* q2 = (float*)query.Row(first + Math.Min(2, count - 1));
        float* q3 = (float*)query.Row(first + Math.Min(3, count - 1));
        for (int j = 0; j < padded; j += VectorWidth)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            float* column = keys + j;
            for (int feature = 0; feature < features; feature++, column += padded)
            {
                Vector256<float> key = Vector256.Load(column);
                s0 = Vector256.MultiplyAddEstimate(Vector256.Create(q0[feature]), key, s0);
                s1 = Vector256.MultiplyAddEstimate(Vector256.Create(q1[feature]), key, s1);
                s2 = Vector256.MultiplyAddEstimate(Vector256.Create(q2[feature]), key, s2);
                s3 = Vector256.MultiplyAddEstimate(Vector256.Create(q3[feature]), key, s3);
            }

            float* target = products + j;
            s0.Store(target);
            s1.Store(target + padded);
            s2.Store(target + (2L * padded));
            s3.Store(target + (3L * padded));
        }
    }

    /// <summary>The results of some queries: inner products of their weights with each feature of all values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Mix(float* weights, float* values, int padded, in MatrixView output, int first, int count)
    {
        float* sums = stackalloc float[QueriesAtOnce];
        for (int feature = 0; feature < output.Columns; feature++)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            float* value = values + ((long)feature * padded);
            float* weight = weights;
            for (int j = 0; j < padded; j += VectorWidth, weight += VectorWidth)
            {
                Vector256<float> x = Vector256.Load(value + j);
                s0 = Vector256.MultiplyAddEstimate(Vector256.Load(weight), x, s0);
                s1 = Vector256.MultiplyAddEstimate(Vector256.Load(weight + padded), x, s1);
                s2 = Vector256.MultiplyAddEstimate(Vector256.Load(weight + (2L * padded)), x, s2);
                s3 = Vector256.MultiplyAddEstimate(Vector256.Load(weight + (3L * padded)), x, s3);
            }

            sums[0] = Vector256.Sum(s0);
            sums[1] = Vector256.Sum(s1);
            sums[2] = Vector256.Sum(s2);
            sums[3] = Vector256.Sum(s3);
            for (int i = 0; i < count; i++)
            {
                ((float*)output.Row(first + i))[feature] = sums[i];
            }
        }
    }
}
