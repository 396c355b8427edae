using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Reference;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>A matrix product of random shape and layout, with everything that is needed to check its result.</summary>
internal sealed record Product(
    int M, int N, int K, Layout A, Layout B, ElementType WeightType, int RowsPerBlock, int Gap, bool Bias, EpilogueFunction Function,
    bool Accumulate)
{
    /// <summary>Products with at most so many rows, columns and steps.</summary>
    public static Gen<Product> Generator(int rows, int columns, int depth) =>
        from m in Gen.Choose(0, rows)
        from n in Gen.Choose(0, columns)
        from k in Gen.Choose(0, depth)
        from layouts in Gen.ArrayOf(Gen.Elements(Layout.Rows, Layout.Columns, Layout.Scattered), 2)
        from type in Gen.Elements(ElementType.Float32, ElementType.Float16, ElementType.BFloat16)
        from rowsPerBlock in Gen.Choose(1, Math.Max(n, 1))
        from gap in Gen.Choose(0, 3)
        from bias in Gen.Elements(true, false)
        from function in Gen.Elements(Enum.GetValues<EpilogueFunction>())
        from accumulate in Gen.Elements(true, false)
        select new Product(m, n, k, layouts[0], layouts[1], type, rowsPerBlock, gap, bias, function, accumulate);

    /// <summary>
    /// Runs <paramref name="multiply"/> on random matrices and returns C. Every element must be as near to the double-precision
    /// product as its rounding allows, and the memory between C's rows untouched.
    /// </summary>
    public unsafe float[] Check(Multiplication multiply)
    {
        var random = new Random(HashCode.Combine(M, N, K, Gap));
        Matrix a = Matrix.Random(random, M, K, A, ElementType.Float32, M, Gap);
        Matrix b = Matrix.Random(random, N, K, B, WeightType, RowsPerBlock, Gap);
        float[] bias = [.. Enumerable.Range(0, N + 1).Select(_ => random.NextSingle() - 0.5f)];
        int stride = N + Gap;
        float[] before = [.. Enumerable.Range(0, (M * stride) + 1).Select(_ => random.NextSingle())];
        float[] after = [.. before];

        fixed (byte* left = a.Bytes, right = b.Bytes)
        fixed (float* columnBias = bias, target = after)
        {
            var epilogue = new Epilogue { ColumnBias = Bias ? columnBias : null, Function = Function, Accumulate = Accumulate };
            multiply(a.View(left), b.View(right), new MatrixView(target, ElementType.Float32, M, N, stride), epilogue);
        }

        double[,] products = ReferenceGemm.MultiplyTransposed(a.Values, b.Values);
        double[,] magnitudes = ReferenceGemm.MultiplyTransposed(Magnitudes(a.Values), Magnitudes(b.Values));
        for (int i = 0; i < before.Length; i++)
        {
            (int row, int column) = (i / Math.Max(stride, 1), i % Math.Max(stride, 1));
            if (row >= M || column >= N)
            {
                Assert.Equal(before[i], after[i]);
                continue;
            }

            double start = (Accumulate ? before[i] : 0) + (Bias ? bias[column] : 0);
            double sum = products[row, column] + start;
            double magnitude = magnitudes[row, column] + (Accumulate ? Math.Abs(before[i]) : 0) + (Bias ? Math.Abs(bias[column]) : 0);
            double expected = Function switch
            {
                EpilogueFunction.Relu => Math.Max(sum, 0),
                EpilogueFunction.Gelu => NormalDistribution.Gelu(sum),
                _ => sum,
            };
            double tolerance = ((K + 3) * magnitude * Math.Pow(2, -24)) + (
                Function == EpilogueFunction.Gelu ? 2e-7 + (1.2e-7 * magnitude) : 0);
            Assert.True(Math.Abs(after[i] - expected) <= 1.2 * tolerance, $"{this}: ({row}, {column}) is {after[i]}, not {expected}.");
        }

        return after;
    }

    private static double[,] Magnitudes(double[,] values)
    {
        var magnitudes = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < magnitudes.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, magnitudes.GetLength(1));
            magnitudes[row, column] = Math.Abs(values[row, column]);
        }

        return magnitudes;
    }
}

/// <summary>A matrix product under test.</summary>
internal delegate void Multiplication(in MatrixView a, in MatrixView b, in MatrixView c, in Epilogue epilogue);
