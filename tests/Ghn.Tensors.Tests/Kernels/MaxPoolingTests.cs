using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Pooling;
using Ghn.Tensors.Kernels.Reference;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>Maximum pools against a search of each window.</summary>
public class MaxPoolingTests
{
    [Fact]
    public void The_first_of_the_largest_values_of_a_window_wins_and_nothing_beats_a_NaN()
    {
        Gen<(PoolingWindow, int, int, int)> cases =
            from kernel in Gen.Choose(1, 4)
            from stride in Gen.Choose(1, 3)
            from padding in Gen.Choose(0, kernel / 2)
            from height in Gen.Choose(kernel, 9)
            from width in Gen.Choose(kernel, 45)
            from seed in Gen.Choose(0, 1000)
            select (new PoolingWindow(kernel, kernel, stride, stride, padding, padding), height, width, seed);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(cases.ToArbitrary(), sizes =>
        {
            (PoolingWindow window, int height, int width, int seed) = sizes;
            using Tensor maps = Draw(height, width, seed);
            int rows = ((height + (2 * window.PaddingHeight) - window.Height) / window.StrideHeight) + 1;
            int columns = ((width + (2 * window.PaddingWidth) - window.Width) / window.StrideWidth) + 1;

            using var tape = new Tape();
            Variable x = tape.Parameter(maps);
            Variable y = x.MaxPool(window, rows, columns);
            float[] maxima = y.Value.Values.ToArray();
            using Tensor places = Tensor.From<float>([.. Enumerable.Range(1, maxima.Length).Select(i => (float)i)], y.Shape);
            tape.Backward(y, Tensor.From<float>(places.Values, y.Shape));
            using Variable unrecorded = new Tape(isRecording: false).Constant(maps).MaxPool(window, rows, columns);

            var gradient = new float[maps.ElementCount];
            for (int i = 0; i < maxima.Length; i++)
            {
                int winner = ReferencePooling.Max(maps, window, i / (rows * columns), i / columns % rows, i % columns);
                Assert.Equal(maps.Values[winner], maxima[i]);
                gradient[winner] += i + 1;
            }

            Assert.Equal(gradient, x.Gradient!.Values.ToArray());
            Assert.Equal(maxima, unrecorded.Value.Values.ToArray());
        }));
    }

    /// <summary>Two maps of few different values, so that many are equal, and now and then a NaN.</summary>
    private static Tensor Draw(int height, int width, int seed)
    {
        var random = new Random(seed);
        return Tensor.From<float>(
            [.. Enumerable.Range(0, 2 * height * width).Select(_ => random.Next(40) == 0 ? float.NaN : random.Next(-3, 3))],
            [1, 2, height, width]);
    }
}
