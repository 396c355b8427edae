using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ghn.Tensors.Kernels.Vectors;

namespace Ghn.Tensors.Kernels.Normalization;

/// <summary>The softmax of the rows of a matrix: exponentials that sum to one.</summary>
public static unsafe class Softmax
{
    private const int VectorWidth = PartialVector.VectorWidth;

    /// <summary>Replaces each row by its softmax. The largest element is subtracted first, so that no exponential overflows.</summary>
    /// <param name="data">The matrix [rows, columns].</param>
    /// <param name="columns">The number of columns.</param>
    public static void Rows(Span<float> data, int columns)
    {
        fixed (float* first = data)
        {
            Rows(first, data.Length / columns, columns, 1, null);
        }
    }

    /// <summary>Replaces each row x by the softmax of scale·x + bias, reading it three times from the nearest cache.</summary>
    /// <param name="data">The matrix [rows, columns].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="scale">What elements are multiplied by.</param>
    /// <param name="bias">What is added to them [rows, columns]; null for nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Rows(float* data, int rows, int columns, float scale, float* bias)
    {
        for (int i = 0; i < rows; i++)
        {
            long start = (long)i * columns;
            float* row = data + start;
            float largest = Prepare(row, columns, scale, bias is null ? null : bias + start);
            float sum = Exponentiate(row, columns, largest);
            Divide(row, columns, sum);
        }
    }

    /// <summary>Replaces the gradient of each row's softmax by that of the row.</summary>
    /// <param name="softmax">The softmax of each row [rows, columns].</param>
    /// <param name="gradient">The gradient [rows, columns].</param>
    /// <param name="columns">The number of columns.</param>
    public static void RowsBackward(ReadOnlySpan<float> softmax, Span<float> gradient, int columns)
    {
        for (int start = 0; start < gradient.Length; start += columns)
        {
            ReadOnlySpan<float> weights = softmax.Slice(start, columns);
            Span<float> values = gradient.Slice(start, columns);
            TensorPrimitives.Subtract(values, TensorPrimitives.Dot(values, weights), values);
            TensorPrimitives.Multiply(values, weights, values);
        }
    }

    /// <summary>Replaces each row x by the logarithm of its softmax, x − ln Σ eˣ.</summary>
    /// <param name="data">The matrix [rows, columns].</param>
    /// <param name="softmax">Receives the softmax of each row.</param>
    /// <param name="columns">The number of columns.</param>
    public static void LogRows(Span<float> data, Span<float> softmax, int columns)
    {
        for (int start = 0; start < data.Length; start += columns)
        {
            Span<float> values = data.Slice(start, columns);
            Span<float> weights = softmax.Slice(start, columns);
            TensorPrimitives.Subtract(values, (float)LogSumExp(values, weights), values);
        }
    }

    /// <summary>Replaces the gradient of the logarithm of each row's softmax by that of the row.</summary>
    /// <param name="softmax">The softmax of each row [rows, columns].</param>
    /// <param name="gradient">The gradient [rows, columns].</param>
    /// <param name="columns">The number of columns.</param>
    public static void LogRowsBackward(ReadOnlySpan<float> softmax, Span<float> gradient, int columns)
    {
        for (int start = 0; start < gradient.Length; start += columns)
        {
            ReadOnlySpan<float> weights = softmax.Slice(start, columns);
            Span<float> values = gradient.Slice(start, columns);
            TensorPrimitives.MultiplyAdd(weights, -TensorPrimitives.Sum<float>(values), values, values);
        }
    }

    /// <summary>The logarithm of the sum of a row's exponentials; the row's softmax goes to <paramref name="softmax"/>.</summary>
    internal static double LogSumExp(ReadOnlySpan<float> row, Span<float> softmax)
    {
        float maximum = TensorPrimitives.Max(row);
        TensorPrimitives.Subtract(row, maximum, softmax);
        TensorPrimitives.Exp(softmax, softmax);
        float sum = TensorPrimitives.Sum<float>(softmax);
        TensorPrimitives.Divide(softmax, sum, softmax);
        return maximum + Math.Log(sum);
    }

    /// <summary>Scales and shifts a row, and returns its largest element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Prepare(float* row, int columns, float scale, float* bias)
    {
        Vector512<float> largest = Vector512.Create(float.NegativeInfinity);
        for (int j = 0; j < columns; j += VectorWidth)
        {
            Vector512<float> value = PartialVector.Load(row + j, columns - j, float.NegativeInfinity) * scale;
            value = bias is null ? value : value + PartialVector.Load(bias + j, columns - j);
            PartialVector.Store(value, row + j, columns - j);
            largest = Vector512.MaxNative(largest, value);
        }

        Vector256<float> eight = Vector256.MaxNative(largest.GetLower(), largest.GetUpper());
        Vector128<float> four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponentiate(float* row, int columns, float largest)
    {
        Vector512<float> sum = default;
        for (int j = 0; j < columns; j += VectorWidth)
        {
            Vector512<float> value = PartialVector.Load(row + j, columns - j, float.NegativeInfinity);
            value = Exponential.Of(value - Vector512.Create(largest));
            PartialVector.Store(value, row + j, columns - j);
            sum += value;
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(float* row, int columns, float sum)
    {
        Vector512<float> reciprocal = Vector512.Create(1 / sum);
        for (int j = 0; j < columns; j += VectorWidth)
        {
            PartialVector.Store(PartialVector.Load(row + j, columns - j) * reciprocal, row + j, columns - j);
        }
    }
}
