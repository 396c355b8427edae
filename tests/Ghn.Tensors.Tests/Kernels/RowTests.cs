using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Kernels.Reference;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Softmax, layer normalisation and attention against their definitions in double precision.</summary>
public sealed unsafe class RowTests
{
    [Fact]
    public void Softmax_is_exponentials_over_their_sum() => ForShapes((rows, columns, random) =>
    {
        float[] values = Normal(random, rows * columns, 10);
        float[] bias = Normal(random, rows * columns, 3);
        float[] outputs = [.. values];
        fixed (float* data = outputs, shift = bias)
        {
            Softmax.Rows(data, rows, columns, 0.3f, shift);
        }

        for (int i = 0; i < rows; i++)
        {
            double[] logits = [.. Enumerable.Range(i * columns, columns).Select(j => (0.3f * values[j]) + (double)bias[j])];
            double[] expected = ReferenceNormalization.Softmax(logits);
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(expected[j], outputs[(i * columns) + j], 3e-6);
            }
        }
    });

    [Fact]
    public void Softmax_gives_masked_elements_nothing_and_large_ones_no_overflow()
    {
        float[] values = [1000, -32768, 1000, float.NegativeInfinity];
        Softmax.Rows(values, values.Length);

        Assert.Equal([0.5f, 0, 0.5f, 0], values);
    }

    [Fact]
    public void Softmax_of_equal_elements_is_uniform()
    {
        float[] values = [.. Enumerable.Repeat(-32768f, 20)];
        Softmax.Rows(values, values.Length);

        Assert.All(values, value => Assert.Equal(0.05f, value, 1e-8f));
    }

    [Fact]
    public void Layer_normalisation_gives_rows_mean_zero_and_variance_one_before_scale_and_shift() => ForShapes((rows, columns, random) =>
    {
        float[] values = Normal(random, rows * columns, 5);
        float[] weight = Normal(random, columns, 1);
        float[] bias = Normal(random, columns, 1);
        float[] outputs = new float[values.Length];
        LayerNormalization.Rows(values, outputs, weight, bias, 1e-5f);
        for (int i = 0; i < rows; i++)
        {
            double[] row = ReferenceNormalization.Standardize([.. values.Skip(i * columns).Take(columns).Select(x => (double)x)], 1e-5);
            for (int j = 0; j < columns; j++)
            {
                double expected = (row[j] * weight[j]) + bias[j];
                Assert.Equal(expected, outputs[(i * columns) + j], 2e-4);
            }
        }

        LayerNormalization.Rows(values, values, weight, bias, 1e-5f);
        Assert.Equal(outputs, values);
    });

    [Fact]
    public void Layer_normalisation_refuses_what_is_no_row() =>
        Assert.Throws<ArgumentException>(() => LayerNormalization.Rows(new float[7], new float[7], new float[3], new float[3], 0));

    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 2, 3, true)]
    [InlineData(33, 8, 8, false)]
    [InlineData(17, 1, 16, true)]
    [InlineData(9, 2, 17, false)]
    [InlineData(50, 4, 24, true)]
    public void Attention_mixes_values_by_the_softmax_of_scaled_products(int count, int heads, int headWidth, bool biased)
    {
        int width = heads * headWidth;
        var random = new Random(count);
        float[] mixed = Normal(random, count * 3 * width, 1);
        float[] biases = Normal(random, heads * count * count, 2);
        using Tensor queryKeyValue = Tensor.From<float>(mixed, [1, count, 3 * width]);
        using Tensor bias = Tensor.From<float>(biases, [heads, count, count]);
        using var tape = new Tape(isRecording: false);
        using Variable result = tape.Constant(queryKeyValue).SelfAttention(heads, biased ? tape.Constant(bias) : null);
        Tensor output = result.Value;

        for (int head = 0; head < heads; head++)
        {
            double[,] Operand(int part) => Part(mixed, (part * width) + (head * headWidth), 3 * width, count, headWidth);
            double[,]? logitsBias = biased ? Part(biases, head * count * count, count, count, count) : null;
            double[,] expected = ReferenceAttention.Attend(Operand(0), Operand(1), Operand(2), logitsBias);
            for (int i = 0; i < count; i++)
            {
                for (int c = 0; c < headWidth; c++)
                {
                    Assert.Equal(expected[i, c], output.Values[(i * width) + (head * headWidth) + c], 1e-5);
                }
            }
        }
    }

    private static void ForShapes(Action<int, int, Random> check) =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Choose(0, 6).Zip(Gen.Choose(1, 70)).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
                input => check(input.Item1.Item1, input.Item1.Item2, new Random(input.Item2))));

    private static float[] Normal(Random random, int count, float spread) =>
        [.. Enumerable.Range(0,
            count).Select(_ => spread * MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(MathF.Tau * random.NextSingle()))];

    private static double[,] Part(float[] values, int start, int rowStride, int rows, int columns)
    {
        var part = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                part[row, column] = values[start + (row * rowStride) + column];
            }
        }

        return part;
    }
}
