using Ghn.Tensors.Kernels.Interpolation;
using Ghn.Tensors.Kernels.Pooling;

namespace Ghn.Tensors.Autograd;

/// <summary>Resizes variables that are feature maps [samples, channels, height, width].</summary>
public static class InterpolationOperations
{
    /// <summary>Resizes to a given size.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="resampling">How values between pixels are found.</param>
    /// <param name="height">The rows of the result.</param>
    /// <param name="width">The columns of the result.</param>
    public static Variable Interpolate(this Variable x, Resampling resampling, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(resampling);
        var planes = PlaneResampling.Of(resampling, x.Shape[2], x.Shape[3], height, width);
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], height, width]);
        planes.Forward(new Planes(x.Value), new Planes(y));
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            planes.Backward(new Planes(gradient.Tensor), new Planes(inputGradient));
            x.AddGradient(inputGradient);
        });
    }
}
