using Ghn.Tensors.Kernels.Pooling;

namespace Ghn.Tensors.Autograd;

/// <summary>Pools of variables that are feature maps [samples, channels, height, width].</summary>
public static class PoolingOperations
{
    /// <summary>The maximum over a sliding window; padding never wins, and the first of equal maxima gets the gradient.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="window">The window.</param>
    /// <param name="height">The rows of the output.</param>
    /// <param name="width">The columns of the output.</param>
    public static Variable MaxPool(this Variable x, PoolingWindow window, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], height, width]);
        Tensor? winners = x.NeedsGradient ? Tensor.Allocate(y.Shape, ElementType.Int32) : null;
        MaxPooling.Forward(x.Value, window, y, winners);
        return x.Tape.Record(y, [x], scratch: winners is null ? [] : [winners], backward: gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            MaxPooling.Backward(gradient.Tensor, winners!, inputGradient);
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>The mean over a sliding window.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="window">The window.</param>
    /// <param name="countsPadding">Whether the padding's zeros count.</param>
    /// <param name="height">The rows of the output.</param>
    /// <param name="width">The columns of the output.</param>
    public static Variable AveragePool(this Variable x, PoolingWindow window, bool countsPadding, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], height, width]);
        AveragePooling.Sliding(x.Value, window, countsPadding, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            AveragePooling.SlidingBackward(gradient.Tensor, window, countsPadding, inputGradient);
            x.AddGradient(inputGradient);
        });
    }

    /// <summary>The mean over as many, nearly equal windows as the output has positions.</summary>
    /// <param name="x">Feature maps.</param>
    /// <param name="height">The rows of the output.</param>
    /// <param name="width">The columns of the output.</param>
    public static Variable AdaptiveAveragePool(this Variable x, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Allocate([x.Shape[0], x.Shape[1], height, width]);
        AveragePooling.Adaptive(x.Value, y);
        return x.Tape.Record(y, [x], gradient =>
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            AveragePooling.AdaptiveBackward(gradient.Tensor, inputGradient);
            x.AddGradient(inputGradient);
        });
    }
}
