namespace Ghn.Tensors;

/// <summary>Resizes feature maps by mixtures of neighbouring pixels. The threads share the planes.</summary>
internal static unsafe class Resampling
{
    /// <summary>Each pixel of the result is a mixture of four of the source.</summary>
    /// <param name="input">Feature maps [samples, channels, height, width].</param>
    /// <param name="rows">Where the rows of the result come from.</param>
    /// <param name="columns">Where its columns come from.</param>
    /// <param name="output">The result [samples, channels, rows, columns].</param>
    public static void Forward(Tensor input, ResamplingAxis rows, ResamplingAxis columns, Tensor output)
    {
        var source = new Planes(input);
        var target = new Planes(output);
        WorkerPool.For(target.Count, plane =>
        {
            float* pixel = target[plane];
            for (int y = 0; y < rows.Length; y++)
            {
                float* top = source[plane] + (rows.First[y] * source.Width);
                float* bottom = source[plane] + (rows.Second[y] * source.Width);
                for (int x = 0; x < columns.Length; x++)
                {
                    (int left, int right, float across) = (columns.First[x], columns.Second[x], columns.Weight[x]);
                    *pixel++ = Mix(Mix(top[left], top[right], across), Mix(bottom[left], bottom[right], across), rows.Weight[y]);
                }
            }
        });
    }

    /// <summary>Gives each pixel's gradient to the four that it is a mixture of, by their weights.</summary>
    public static void Backward(Tensor gradient, ResamplingAxis rows, ResamplingAxis columns, Tensor inputGradient)
    {
        var source = new Planes(gradient);
        var target = new Planes(inputGradient);
        WorkerPool.For(target.Count, plane =>
        {
            target.Values(plane).Clear();
            float* pixel = source[plane];
            for (int y = 0; y < rows.Length; y++)
            {
                float* top = target[plane] + (rows.First[y] * target.Width);
                float* bottom = target[plane] + (rows.Second[y] * target.Width);
                for (int x = 0; x < columns.Length; x++)
                {
                    (int left, int right, float across) = (columns.First[x], columns.Second[x], columns.Weight[x]);
                    float lower = *pixel * rows.Weight[y];
                    float upper = *pixel++ - lower;
                    top[left] += upper * (1 - across);
                    top[right] += upper * across;
                    bottom[left] += lower * (1 - across);
                    bottom[right] += lower * across;
                }
            }
        });
    }

    private static float Mix(float first, float second, float weight) => ((1 - weight) * first) + (weight * second);
}
