using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Networks.Execution;

/// <summary>
/// Runs local response normalisation. The sums over neighbouring channels are a 1×1 convolution of the squares whose weights are a band, so
/// that the matrix product has the work.
/// </summary>
internal static class ResponseNormalization
{
    private static readonly ConditionalWeakTable<LocalResponseNorm, Band> Bands = [];

    /// <summary>Divides each channel by a power of the squares around it.</summary>
    public static Variable Run(Variable x, LocalResponseNorm layer)
    {
        (int samples, int channels) = (x.Shape[0], x.Shape[1]);
        int area = checked((int)(x.Shape.ElementCount / samples / channels));
        var geometry = new ConvolutionGeometry(samples, channels, 1, area, channels, 1, 1, 1, 1, 0, 0, 1, 1, 1);
        Band band = Bands.GetValue(layer, static _ => new Band());
        (Tensor weights, Tensor shifts) = band.For(layer, channels);

        // The input is read once more, so that no function may take its memory before the end.
        using Variable squares = x.Multiply(x);
        using Variable rows = squares.Reshape([samples, channels, 1, area]);
        using Variable sums = rows.Convolve(x.Tape.Constant(weights), x.Tape.Constant(shifts), geometry);
        using Variable factors = sums.Pointwise(PointwiseFunction.Power, -layer.Beta);
        using Variable maps = factors.Reshape(x.Shape);
        return x.Multiply(maps);
    }

    /// <summary>The weights of the sums for the number of channels that was met last.</summary>
    private sealed class Band
    {
        private (Tensor Weights, Tensor Shifts)? _tensors;

        public (Tensor Weights, Tensor Shifts) For(LocalResponseNorm layer, int channels)
        {
            if (_tensors is { } known && known.Shifts.Shape[0] == channels)
            {
                return known;
            }

            (Tensor Weights, Tensor Shifts) made = Make(layer, channels);
            _tensors = made;
            return made;
        }

        private static (Tensor Weights, Tensor Shifts) Make(LocalResponseNorm layer, int channels)
        {
            Tensor weights = Tensor.Zeros([channels, channels, 1, 1]);
            for (int channel = 0; channel < channels; channel++)
            {
                int first = Math.Max(0, channel - layer.Before);
                int end = Math.Min(channels, channel - layer.Before + layer.Size);
                weights.Values[((channel * channels) + first)..((channel * channels) + end)].Fill((float)(layer.Alpha / layer.Size));
            }

            Tensor shifts = Tensor.Allocate([channels]);
            shifts.Values.Fill((float)layer.K);
            return (weights, shifts);
        }
    }
}
