namespace Ghn.Tensors;

/// <summary>Resizes variables that are feature maps [samples, channels, height, width], as PyTorch's <c>interpolate</c> does.</summary>
public static class InterpolationOperations
{
    /// <summary>Resizes to a given size, edges to edges.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="mode">How values between pixels are found.</param>
    /// <param name="height">The rows of the result.</param>
    /// <param name="width">The columns of the result.</param>
    public static Variable Interpolate(this Variable x, InterpolationMode mode, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Resize(
            x,
            ResamplingAxis.Create(mode, x.Shape[2], height, (double)x.Shape[2] / height),
            ResamplingAxis.Create(mode, x.Shape[3], width, (double)x.Shape[3] / width));
    }

    /// <summary>
    /// Resizes by a factor. Neighbours in the result are one over that factor apart, even where it does not divide the size: then the last
    /// pixels of the source are beyond the result.
    /// </summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="mode">How values between pixels are found.</param>
    /// <param name="scale">The size of the result over that of the source, before it is rounded down.</param>
    public static Variable Interpolate(this Variable x, InterpolationMode mode, double scale)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Resize(
            x,
            ResamplingAxis.Create(mode, x.Shape[2], (int)(x.Shape[2] * scale), 1 / scale),
            ResamplingAxis.Create(mode, x.Shape[3], (int)(x.Shape[3] * scale), 1 / scale));
    }

    private static Variable Resize(Variable x, ResamplingAxis rows, ResamplingAxis columns)
    {
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], rows.Length, columns.Length]);
        Resampling.Forward(x.Value, rows, columns, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            Resampling.Backward(gradient.Tensor, rows, columns, inputGradient);
            x.AddGradient(inputGradient);
        });
    }
}
