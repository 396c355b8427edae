using System.Numerics.Tensors;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Normalization;
using Ghn.Tensors.Kernels.Reductions;

namespace Ghn.Tensors.Autograd;

/// <summary>Convolution and linear maps of variables.</summary>
public static class AffineOperations
{
    /// <summary>A two-dimensional convolution, as <see cref="Convolution2d"/> defines it.</summary>
    /// <param name="x">Images [batch, channels, height, width].</param>
    /// <param name="weight">The kernels [out channels, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">What is added to each output channel [out channels]; null for nothing.</param>
    /// <param name="geometry">The sizes.</param>
    public static Variable Convolve(this Variable x, Variable weight, Variable? bias, ConvolutionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Tensor y = Tensor.Allocate([geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth]);
        Convolution2d.Forward(geometry, x.Value, weight.Value, bias?.Value, y);
        return x.Tape.Record(y, bias is null ? [x, weight] : [x, weight, bias], keeps: [x, weight], backward: gradient =>
        {
            if (weight.NeedsGradient)
            {
                Tensor weightGradient = Tensor.Allocate(weight.Shape);
                Convolution2d.BackwardWeight(geometry, x.Value, gradient.Tensor, weightGradient);
                weight.AddGradient(weightGradient);
            }

            if (bias is { NeedsGradient: true })
            {
                Tensor biasGradient = Tensor.Allocate(bias.Shape);
                Convolution2d.BackwardBias(geometry, gradient.Tensor, biasGradient);
                bias.AddGradient(biasGradient);
            }

            if (x.NeedsGradient)
            {
                Tensor inputGradient = Tensor.Allocate(x.Shape);
                Convolution2d.BackwardInput(geometry, gradient.Tensor, weight.Value, inputGradient);
                x.AddGradient(inputGradient);
            }
        });
    }

    /// <summary>A transposed two-dimensional convolution: what finds the gradient of a convolution's input, run forward.</summary>
    /// <param name="x">What would be the convolution's output [batch, out channels, out height, out width].</param>
    /// <param name="weight">The kernels [out channels, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">What is added to each channel of the result [channels]; null for nothing.</param>
    /// <param name="geometry">The sizes of the convolution, whose input the result would be.</param>
    /// <returns>[batch, channels, height, width].</returns>
    public static Variable ConvolveTransposed(this Variable x, Variable weight, Variable? bias, ConvolutionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        Tensor y = Tensor.Allocate(geometry.InputShape);
        Convolution2d.BackwardInput(geometry, x.Value, weight.Value, y);
        if (bias is not null)
        {
            AddToChannels(y, bias.Value);
        }

        return x.Tape.Record(y, bias is null ? [x, weight] : [x, weight, bias], keeps: [x, weight], backward: gradient =>
        {
            if (weight.NeedsGradient)
            {
                Tensor weightGradient = Tensor.Allocate(weight.Shape);
                Convolution2d.BackwardWeight(geometry, gradient.Tensor, x.Value, weightGradient);
                weight.AddGradient(weightGradient);
            }

            if (bias is { NeedsGradient: true })
            {
                bias.AddGradient(ChannelSums(gradient.Tensor, bias.Shape));
            }

            if (x.NeedsGradient)
            {
                Tensor inputGradient = Tensor.Allocate(x.Shape);
                Convolution2d.Forward(geometry, gradient.Tensor, weight.Value, bias: null, inputGradient);
                x.AddGradient(inputGradient);
            }
        });
    }

    /// <summary>An affine map of the last dimension, and perhaps a function of the result: f(x·weightᵀ + bias).</summary>
    /// <param name="x">[…, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out]; null for nothing.</param>
    /// <param name="function">f, computed as the product is stored.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Variable Linear(
        this Variable x, Variable weight, Variable? bias, EpilogueFunction function = EpilogueFunction.None)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (function == EpilogueFunction.Gelu && x.Tape.IsRecording)
        {
            // The backward pass needs the argument of this function; that of a rectifier makes do with the value.
            using Variable argument = x.Linear(weight, bias);
            return argument.Gelu();
        }

        Tensor y = Tensor.Allocate([.. x.Shape.Dimensions[..^1], weight.Shape[0]]);
        Epilogue epilogue = (bias is null ? default : Epilogue.WithBias(bias.Value)) with { Function = function };
        Matrices.MultiplyTransposed(MatrixView.Of(x.Value), MatrixView.Of(weight.Value), MatrixView.Of(y), epilogue);
        bool isRectified = function == EpilogueFunction.Relu;
        return x.Tape.Record(
            y, bias is null ? [x, weight] : [x, weight, bias], keeps: [x, weight], keepsResult: isRectified, backward: gradient =>
            {
                if (!isRectified)
                {
                    LinearBackward(x, weight, bias, gradient.Tensor);
                    return;
                }

                using Tensor rectified = Tensor.Allocate(y.Shape);
                ElementwiseLoop.Backward<ReluFunction>(y, gradient.Tensor, rectified);
                LinearBackward(x, weight, bias, rectified);
            });
    }

    private static void AddToChannels(Tensor maps, Tensor bias)
    {
        var channels = new ChannelMaps(maps);
        channels.ForMaps((first, end) =>
        {
            for (int map = first; map < end; map++)
            {
                (int sample, int channel) = Math.DivRem(map, channels.Channels);
                Span<float> values = channels.Values(sample, channel);
                TensorPrimitives.Add(values, bias.Values[channel], values);
            }
        });
    }

    private static Tensor ChannelSums(Tensor maps, Shape shape)
    {
        using Tensor sums = Tensor.Allocate([maps.Shape[0], maps.Shape[1]]);
        AxisReduction.Forward(ReductionFunction.Sum, new AxisLoop(maps.Shape, 2, maps.Shape.Rank), maps, sums);
        Tensor result = Tensor.Allocate(shape);
        AxisReduction.Forward(ReductionFunction.Sum, new AxisLoop(sums.Shape, 0, 1), sums, result);
        return result;
    }

    private static void LinearBackward(Variable x, Variable weight, Variable? bias, Tensor gradient)
    {
        MatrixView upstream = MatrixView.Of(gradient);
        if (weight.NeedsGradient)
        {
            Tensor weightGradient = Tensor.Allocate(weight.Shape);
            Matrices.MultiplyTransposed(upstream.Transposed, MatrixView.Of(x.Value).Transposed, MatrixView.Of(weightGradient));
            weight.AddGradient(weightGradient);
        }

        if (bias is { NeedsGradient: true })
        {
            Tensor biasGradient = Tensor.Allocate(bias.Shape);
            ColumnSums.Of(gradient, biasGradient);
            bias.AddGradient(biasGradient);
        }

        if (x.NeedsGradient)
        {
            Tensor inputGradient = Tensor.Allocate(x.Shape);
            Matrices.MultiplyTransposed(upstream, MatrixView.Of(weight.Value).Transposed, MatrixView.Of(inputGradient));
            x.AddGradient(inputGradient);
        }
    }
}
