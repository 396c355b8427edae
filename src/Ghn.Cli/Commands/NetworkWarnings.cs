using Ghn.Networks;

namespace Ghn.Cli;

/// <summary>What users may not expect of a network.</summary>
internal static class NetworkWarnings
{
    /// <summary>A warning where images are small and the architecture was made for larger ones; null where all is well.</summary>
    public static string? OfSmallImages(Network network)
    {
        bool adapts = Zoo.Architectures.FirstOrDefault(candidate => candidate.Name == network.Name)?.AdaptsToSmallImages ?? true;
        return network.InputShape[^1] <= ZooOptions.SmallImageSize && !adapts
            ? $"{network.Name} is not adapted to images of {network.InputShape[^1]}×{network.InputShape[^1]}; results may be poor."
            : null;
    }
}
