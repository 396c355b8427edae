using Ghn.Tensors.Kernels.Copying;

namespace Ghn.Tensors.Autograd;

/// <summary>Samples of variables that are feature maps [samples, channels, height, width].</summary>
public static class SubsampleOperations
{
    /// <summary>Every <paramref name="step"/>-th row and column.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="offset">The first row and column that is kept.</param>
    /// <param name="step">The distance to the next.</param>
    public static Variable Subsample(this Variable x, int offset, int step)
    {
        ArgumentNullException.ThrowIfNull(x);
        var grid = new SamplingGrid(x.Shape, offset, step);
        Tensor y = Tensor.Allocate(grid.OutputShape);
        grid.Gather(x.Value, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            grid.Scatter(gradient.Tensor, inputGradient);
            x.AddGradient(inputGradient);
        });
    }
}
