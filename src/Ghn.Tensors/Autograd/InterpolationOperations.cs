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
        return Resize(x, new Interpolation(mode, x.Shape[2], x.Shape[3], height, width));
    }

    /// <summary>
    /// Resizes by a factor. Neighbours in the result are one over that factor apart, even where the size is rounded: then the result
    /// does not quite reach to the last edges.
    /// </summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="mode">How values between pixels are found.</param>
    /// <param name="scale">The size of the result over that of the source, before it is rounded down.</param>
    public static Variable Interpolate(this Variable x, InterpolationMode mode, double scale)
    {
        ArgumentNullException.ThrowIfNull(x);
        float ratio = (float)(1 / scale);
        return Resize(x, new Interpolation(mode, x.Shape[2], x.Shape[3], (int)(x.Shape[2] * scale), (int)(x.Shape[3] * scale))
        {
            VerticalRatio = ratio,
            HorizontalRatio = ratio,
        });
    }

    private static Variable Resize(Variable x, Interpolation interpolation)
    {
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], interpolation.TargetHeight, interpolation.TargetWidth]);
        var source = new Planes(x.Value);
        var target = new Planes(y);
        WorkerPool.For(target.Count, plane => interpolation.Forward(source.Values(plane), target.Values(plane)));
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            var upstream = new Planes(gradient.Tensor);
            var result = new Planes(inputGradient);
            WorkerPool.For(result.Count, plane => interpolation.Backward(upstream.Values(plane), result.Values(plane)));
            x.AddGradient(inputGradient);
        });
    }
}
