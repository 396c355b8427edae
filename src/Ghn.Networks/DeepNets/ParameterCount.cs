using Ghn.Networks.Architectures;

namespace Ghn.Networks.DeepNets;

/// <summary>
/// Counts the parameters of a network of cells without building it: those of a cell's operations are a polynomial
/// q·c² + h·c/2 of its channels c, so that a million architectures are counted in a moment.
/// </summary>
internal static class ParameterCount
{
    /// <summary>The number of parameters, including those of branches that nothing flows through.</summary>
    public static long Of(DeepNet architecture, int classCount, int imageSize)
    {
        (Genotype genotype, DeepNetConfiguration configuration) = architecture;
        bool isTransformer = genotype.HasAttention;
        (long Quadratic, long Half) normal = OperationsOf(genotype.Normal, halves: false, configuration.HasBatchNorm);
        (long Quadratic, long Half) reduction = OperationsOf(genotype.Reduction, halves: !isTransformer, configuration.HasBatchNorm);
        Stem stem = Stem.Of(architecture, imageSize);

        long count = stem.Parameters;
        (int first, int second) = (stem.Channels, stem.Channels);
        int channels = configuration.Channels;
        int size = stem.Size;
        for (int i = 0; i < configuration.Cells; i++)
        {
            bool isReduction = configuration.IsReduction(i);
            channels *= isReduction ? configuration.ChannelMultiplier : 1;
            size = isReduction && !isTransformer ? (size + 1) / 2 : size;
            (long quadratic, long half) = isReduction ? reduction : normal;
            count += (((quadratic * channels) + (half / 2)) * channels) + (half % 2 * channels / 2);
            if (configuration.AdaptsInputs)
            {
                count += ((long)(first + second) * channels) + (2 * Norm(channels, configuration));
            }

            (first, second) = (second, channels * (isReduction ? genotype.Reduction : genotype.Normal).Outputs.Count);
        }

        long features = (long)second * (configuration.HasGlobalPooling ? 1 : size * size);
        return count + (configuration.ClassifierLayers == 1
            ? (features + 1) * classCount
            : ((features + 1) * configuration.ClassifierWidth) + ((configuration.ClassifierWidth + 1L) * classCount));
    }

    private static long Norm(int channels, DeepNetConfiguration configuration) => configuration.HasBatchNorm ? 2L * channels : 0;

    private static (long Quadratic, long Half) OperationsOf(CellGenotype cell, bool halves, bool hasBatchNorm)
    {
        (long quadratic, long half) = (0, 0);
        foreach ((CellOperation operation, int input) in cell.Branches)
        {
            (int Square, int Linear, int Norms) = operation switch
            {
                CellOperation.SkipConnect when halves && input < 2 => (1, 0, 1),
                CellOperation.SepConv3x3 => (2, 2 * 9, 2),
                CellOperation.SepConv5x5 => (2, 2 * 25, 2),
                CellOperation.DilConv3x3 => (1, 9, 1),
                CellOperation.DilConv5x5 => (1, 25, 1),
                CellOperation.Conv1x1 => (1, 0, 1),
                CellOperation.Conv7x1And1x7 => (14, 0, 1),
                CellOperation.Conv3x3 => (9, 0, 1),
                CellOperation.Conv5x5 => (25, 0, 1),
                CellOperation.Conv7x7 => (49, 0, 1),
                CellOperation.Msa => (6, 7, 0),
                CellOperation.Cse => (1, 1, 0),
                _ => (0, 0, 0),
            };
            quadratic += Square;
            half += 2 * (Linear + (hasBatchNorm ? 2 * Norms : 0));

            // The bias between the two layers of squeeze-and-excitation has half as many elements as there are channels.
            half += operation == CellOperation.Cse ? 1 : 0;
        }

        return (quadratic, half);
    }

    /// <summary>What precedes the cells.</summary>
    private readonly record struct Stem(long Parameters, int Channels, int Size)
    {
        public static Stem Of(DeepNet architecture, int imageSize)
        {
            DeepNetConfiguration configuration = architecture.Configuration;
            bool isSmall = imageSize <= ZooOptions.SmallImageSize;
            int channels = configuration.Channels;
            if (architecture.Genotype.HasAttention)
            {
                int size = isSmall ? ((imageSize - 1) / 3) + 1 : imageSize / 16;
                return new Stem((3L * (isSmall ? 9 : 256) * channels) + ((long)size * size * channels), channels, size);
            }

            int kernelArea = configuration.StemKernel * configuration.StemKernel;
            if (configuration.Stem == StemKind.Simple)
            {
                int width = isSmall && configuration.AdaptsInputs ? 3 * channels : channels;
                int size = isSmall ? imageSize : Shrink(imageSize, CellNetwork.DefaultStemStride);
                return new Stem(
                    (3L * kernelArea * width) + Norm(width, configuration), width, configuration.HasStemPool ? Shrink(size, 2) : size);
            }

            long first = (3L * kernelArea * (channels / 2)) + Norm(channels / 2, configuration);
            long others = (9L * (channels / 2) * channels) + (9L * channels * channels) + (2 * Norm(channels, configuration));
            int half = isSmall ? imageSize : Shrink(Shrink(imageSize, 2), 2);
            return new Stem(first + others, channels, Shrink(half, 2));
        }

        /// <summary>The positions of a window that is padded so as not to shrink the maps, at a stride.</summary>
        private static int Shrink(int size, int stride) => ((size - 1) / stride) + 1;
    }
}
