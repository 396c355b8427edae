using System.Numerics.Tensors;
using Ghn.Tensors;

namespace Ghn.Analysis.Regression;

/// <summary>What a regression is fitted to.</summary>
internal static class Samples
{
    /// <summary>Refuses samples that no regression can be fitted to.</summary>
    /// <exception cref="InvalidRequestException">Too few, of different lengths, or with numbers that are not finite.</exception>
    public static void Check(IReadOnlyList<double[]> samples, IReadOnlyList<double> targets, int least)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(targets);
        if (samples.Count != targets.Count)
        {
            throw new ArgumentException($"{targets.Count} targets for {samples.Count} samples", nameof(targets));
        }

        if (samples.Count < least)
        {
            throw new InvalidRequestException($"A regression takes at least {least} samples with a target; there are {samples.Count}.");
        }

        for (int i = 0; i < samples.Count; i++)
        {
            if (samples[i].Length != samples[0].Length)
            {
                throw new InvalidRequestException(
                    $"Sample {i} has {samples[i].Length} numbers, the first one {samples[0].Length}: they come from different GHNs.");
            }

            if (!double.IsFinite(targets[i]) || !TensorPrimitives.IsFiniteAll<double>(samples[i]))
            {
                throw new InvalidRequestException($"Sample {i} or its target is not finite: leave it out, or mend it.");
            }
        }
    }
}
