using Ghn.Networks.Architectures;
using Ghn.Networks.State;

namespace Ghn.Networks.DeepNets.Generation;

/// <summary>
/// How wide networks are. When GHNs are trained, channels are drawn, fewer for large networks, so that all cost about as much. That they
/// are is the GHN-2 paper's (Section 3: to around 3 million parameters, channels from 16 on in Table 1); how many, and that they begin at
/// 32, is as in the authors' public code, as are the wider networks for GHN-3, of which its paper says nothing. When they are evaluated,
/// each network is as wide as it takes to have a minimum of parameters. No paper states that rule: it is derived from the parameters of
/// the published networks, none of which has fewer than 2.5 million while most have hardly more, and from the steps and ranges of their
/// channels (GHN-2 paper, Table 1).
/// </summary>
public static class WidthRules
{
    private const int MinChannels = 32;
    private const int ChannelStep = 16;
    private const int MinClassifierWidth = 64;
    private const int ClassifierStep = 64;
    private const int MaxChannelChoices = 7;

    /// <summary>The fewest parameters of a network for evaluation, for CIFAR-10.</summary>
    private const long MinEvaluationParameters = 2_500_000;

    /// <summary>Gives an architecture a width.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="random">What decides.</param>
    /// <param name="allowsWider">Whether the rules of GHN-3's public code for ImageNet hold, under which more networks may be wide.</param>
    /// <returns>The architecture with 32 to 128 channels, in steps of 16, and a classifier of 64 to 512 features, in steps of 64.</returns>
    public static DeepNet Draw(DeepNet architecture, RandomSource random, bool allowsWider = false)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(random);
        int choices = ChannelChoices(architecture, allowsWider);
        int channels = MinChannels + (ChannelStep * random.NextIndex(choices));
        int classifierChoices = choices == MaxChannelChoices && channels <= 64 ? 8 : 4;
        return architecture with
        {
            Configuration = architecture.Configuration with
            {
                Channels = channels,
                ClassifierWidth = MinClassifierWidth + (ClassifierStep * random.NextIndex(classifierChoices)),
            },
        };
    }

    /// <summary>Gives an architecture the width that it is evaluated with.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <returns>
    /// The architecture with the fewest channels, from 32 in steps of 16, that give it 2.5 million parameters for CIFAR-10.
    /// </returns>
    public static DeepNet ForEvaluation(DeepNet architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        int channels = MinChannels;
        DeepNet widened = WithChannels(architecture, channels);
        while (widened.CountParameters(10, ZooOptions.SmallImageSize) < MinEvaluationParameters)
        {
            channels += ChannelStep;
            widened = WithChannels(architecture, channels);
        }

        return widened;
    }

    /// <summary>The width in the split of wide networks: four times that for evaluation, or twice for ImageNet.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="imageSize">The height and width of the images; those of more than 32 are ImageNet's.</param>
    internal static DeepNet Wide(DeepNet architecture, int imageSize)
    {
        DeepNet evaluated = ForEvaluation(architecture);
        return WithChannels(evaluated, (imageSize <= ZooOptions.SmallImageSize ? 4 : 2) * evaluated.Configuration.Channels);
    }

    private static DeepNet WithChannels(DeepNet architecture, int channels) =>
        architecture with { Configuration = architecture.Configuration with { Channels = channels } };

    private static int ChannelChoices(DeepNet architecture, bool allowsWider)
    {
        (Genotype genotype, DeepNetConfiguration configuration) = architecture;
        DeepNetConfiguration stored = configuration with
        {
            Channels = MinChannels,
            ClassifierWidth = DeepNetGenerator.StoredClassifierWidth,
        };
        double millions = (architecture with { Configuration = stored }).CountParameters(10, ZooOptions.SmallImageSize) / 1e6;
        bool isLarge = !configuration.HasGlobalPooling
            || genotype.Contains(CellOperation.Conv5x5) || genotype.Contains(CellOperation.Conv7x7)
            || millions > (allowsWider ? 2.0 : 0.8) || configuration.Cells > (allowsWider ? 14 : 12);
        return (isLarge, millions, configuration.Cells) switch
        {
            (true, _, _) => 1,
            (_, > 0.4, _) or (_, _, > 10) => allowsWider ? 4 : 2,
            (_, > 0.2, _) or (_, _, > 8) => allowsWider ? 5 : 3,
            _ => MaxChannelChoices,
        };
    }
}
