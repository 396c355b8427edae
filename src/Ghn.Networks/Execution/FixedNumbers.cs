using System.Runtime.CompilerServices;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;

namespace Ghn.Networks.Execution;

/// <summary>
/// Runs maps with fixed numbers: a batch normalisation by a mean of 0 and a variance of 1, whose scale and shift they are.
/// </summary>
internal static class FixedNumbers
{
    private static readonly ConditionalWeakTable<FrozenAffine, FixedTensors> Tensors = [];

    /// <summary>Maps each channel, or everything where there is one factor.</summary>
    public static Variable Apply(Variable x, FrozenAffine layer)
    {
        FixedTensors tensors = Tensors.GetValue(layer, static layer => FixedTensors.Of(layer));
        int samples = x.Shape[0];
        int channels = layer.Factors.Count;
        using Variable maps = x.Reshape([samples, channels, checked((int)(x.Shape.ElementCount / samples / channels)), 1]);
        using Variable mapped = maps.BatchNormWithRunningStatistics(
            x.Tape.Constant(tensors.Factors), x.Tape.Constant(tensors.Shifts), epsilon: 0, tensors.Statistics);
        return mapped.Reshape(x.Shape);
    }

    private sealed record FixedTensors(Tensor Factors, Tensor Shifts, RunningStatistics Statistics)
    {
        public static FixedTensors Of(FrozenAffine layer)
        {
            int count = layer.Factors.Count;
            return new FixedTensors(
                Vector(layer.Factors),
                Vector(layer.Shifts),
                new RunningStatistics(Vector(Enumerable.Repeat(0.0, count)), Vector(Enumerable.Repeat(1.0, count)), null));
        }

        private static Tensor Vector(IEnumerable<double> numbers)
        {
            float[] values = [.. numbers.Select(number => (float)number)];
            return Tensor.From<float>(values, [values.Length]);
        }
    }
}
