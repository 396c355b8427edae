using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;

namespace Ghn.Cli.Networks;

/// <summary>What users may not expect of a network.</summary>
internal static class NetworkWarnings
{
    /// <summary>Warnings where a network is other than those that a GHN was trained on.</summary>
    /// <param name="loaded">The network.</param>
    /// <param name="classCount">The number of classes that the GHN predicts classifiers of.</param>
    /// <param name="imageSize">The height and width of the images that it was trained on, if that is known.</param>
    public static IEnumerable<string> OfPrediction(LoadedNetwork loaded, int classCount, int? imageSize)
    {
        Network network = loaded.Network;
        if (classCount != network.ClassCount && LeavesClassifierOut(network, classCount))
        {
            string advice = loaded.File is null ? $"pass --classes {classCount} if it is in the zoo, or " : string.Empty;
            yield return $"the GHN was trained for {classCount} classes and {network.Name} has {network.ClassCount}, so its classification "
                + $"layer is not predicted but starts at random: {advice}expect the accuracy of chance until it is trained.";
        }

        Size2d size = (network.InputShape[1], network.InputShape[2]);
        if (imageSize is int side && size != side)
        {
            string advice = loaded.File is { TakesAnySize: false } ? string.Empty : $", or pass --image-size {side}";
            yield return $"the GHN was trained on images of {side}×{side} and {network.Name} takes {size}: expect less of its "
                + $"prediction{advice}.";
        }

        if (OfSmallImages(network) is string warning)
        {
            yield return warning;
        }

        foreach (string imported in loaded.Warnings)
        {
            yield return imported;
        }
    }

    /// <summary>Prints such warnings, if a GHN predicts at all.</summary>
    public static void Print(Terminal terminal, LoadedNetwork network, HyperNetwork? ghn)
    {
        foreach (string warning in ghn is null ? [] : OfPrediction(network, ghn.Configuration.ClassCount, ghn.TrainingImageSize))
        {
            terminal.Warn(warning);
        }
    }

    /// <summary>Whether the network ends in a classification layer that a GHN for so many classes does not predict.</summary>
    private static bool LeavesClassifierOut(Network network, int classCount) =>
        ComputationalGraph.Of(network).ClassifierBias?.Shape?[0] is { } width && width != classCount
        && (width == network.ClassCount || !network.Nodes.Any(node => node.Layer is UnknownLayer));

    /// <summary>A warning where images are small and the architecture was made for larger ones; null where all is well.</summary>
    private static string? OfSmallImages(Network network)
    {
        bool adapts = Zoo.Architectures.FirstOrDefault(candidate => candidate.Name == network.Name)?.AdaptsToSmallImages ?? true;
        return network.InputShape[^1] <= ZooOptions.SmallImageSize && !adapts
            ? $"{network.Name} is not adapted to images of {network.InputShape[1]}×{network.InputShape[2]}; results may be poor."
            : null;
    }
}
