using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Autograd;

/// <summary>
/// Operations that drop parts of a signal at random, for training. What is dropped depends on a seed alone: it is drawn
/// again in the backward pass rather than kept, and the number of threads does not matter.
/// </summary>
public static class RegularizationOperations
{
    /// <summary>Zeroes elements at random, and scales the others up so that the expected value stays.</summary>
    /// <param name="x">Anything.</param>
    /// <param name="probability">The share of elements that are zeroed, from 0 to 1.</param>
    /// <param name="seed">What the choice depends on.</param>
    public static Variable Dropout(this Variable x, double probability, ulong seed) => Drop(x, x.Shape.ElementCount, probability, seed);

    /// <summary>Zeroes whole samples at random, and scales the others up so that the expected value stays.</summary>
    /// <param name="x">[samples, …].</param>
    /// <param name="probability">The share of samples that are zeroed, from 0 to 1.</param>
    /// <param name="seed">What the choice depends on.</param>
    public static Variable StochasticDepth(this Variable x, double probability, ulong seed) => Drop(x, x.Shape[0], probability, seed);

    private static Variable Drop(Variable x, long units, double probability, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        SharedTensor y = x.OutputBuffer();
        Thin(x.Value, units, probability, seed, y.Tensor);
        return x.Tape.Record(y, [x], gradient =>
        {
            SharedTensor inputGradient = gradient.OutputBuffer();
            Thin(gradient.Tensor, units, probability, seed, inputGradient.Tensor);
            x.AddGradient(inputGradient);
        });
    }

    private static void Thin(Tensor x, long units, double probability, ulong seed, Tensor y)
    {
        float scale = probability < 1 ? (float)(1 / (1 - probability)) : 0;
        long width = units == 0 ? 0 : x.ElementCount / units;
        if (width == 1)
        {
            ParallelRange.For(units, (start, length) =>
            {
                ReadOnlySpan<float> source = x.ValuesAt(start, length);
                Span<float> target = y.ValuesAt(start, length);
                for (int i = 0; i < length; i++)
                {
                    target[i] = source[i] * FactorOf(start + i, probability, scale, seed);
                }
            });
            return;
        }

        for (long unit = 0; unit < units; unit++)
        {
            float factor = FactorOf(unit, probability, scale, seed);
            long first = unit * width;
            ParallelRange.For(width, (start, length) => TensorPrimitives.Multiply(
                x.ValuesAt(first + start, length), factor, y.ValuesAt(first + start, length)));
        }
    }

    private static float FactorOf(long unit, double probability, float scale, ulong seed) =>
        Uniform(seed, (ulong)unit) < probability ? 0 : scale;

    /// <summary>The number in [0, 1) at a place of the stream that belongs to a seed (SplitMix64).</summary>
    private static double Uniform(ulong seed, ulong place)
    {
        ulong bits = seed + ((place + 1) * 0x9E3779B97F4A7C15);
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        return (bits >> 11) * (1.0 / (1UL << 53));
    }
}
