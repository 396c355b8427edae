using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.PostProcessing;

/// <summary>Normal noise on the part of a weight that lies beyond the decoded block in both outputs and inputs.</summary>
internal static class ConditionalNoise
{
    /// <summary>Adds the noise; each output draws from a stream of its own, so that threads do not change it.</summary>
    public static void Add(Tensor weight, string name, double deviation, NoiseOptions options)
    {
        int inputs = weight.Shape[1];
        long elements = weight.ElementCount / weight.Shape[0];
        long skipped = elements / inputs * options.DecodedSize;
        WorkerPool.For(weight.Shape[0] - options.DecodedSize, index =>
        {
            int output = options.DecodedSize + index;
            var random = new RandomSource(options.Seed, $"noise on {name}, output {output}");
            Span<float> beyond = weight.ValuesAt((output * elements) + skipped, checked((int)(elements - skipped)));
            foreach (ref float value in beyond)
            {
                value += (float)(deviation * random.NextNormal());
            }
        });
        GC.KeepAlive(weight);
    }
}
