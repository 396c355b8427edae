using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Configuration;

/// <summary>The GHNs of the papers, by their names.</summary>
public static class HyperNetworkPresets
{
    private const int SmallKernel = 11;
    private const int LargeKernel = 16;

    private static readonly HyperNetworkConfiguration Ghn2 = new()
    {
        Encoder = EncoderKind.GatedGnn,
        Decoder = DecoderKind.Convolutional,
        Hidden = 32,
        MaxOutChannels = 64,
        MaxInChannels = 64,
        MaxKernel = LargeKernel,
        ClassCount = 1000,
        WeightNormalization = true,
        VirtualEdges = true,
        LayerNormalization = true,
        KernelAnchor = KernelAnchor.TopLeft,
        KernelExtension = KernelExtension.Interpolate,
    };

    private static readonly Dictionary<string, HyperNetworkConfiguration> All = new(StringComparer.Ordinal)
    {
        ["ghn3-t"] = Ghn3(hidden: 64, layers: 3, heads: 8, channels: 64),
        ["ghn3-s"] = Ghn3(hidden: 128, layers: 5, heads: 16, channels: 128),
        ["ghn3-l"] = Ghn3(hidden: 256, layers: 12, heads: 16, channels: 256),
        ["ghn3-xl"] = Ghn3(hidden: 384, layers: 24, heads: 16, channels: 384),
        ["ghn2"] = Ghn2,
        ["ghn1"] = Ghn2 with { WeightNormalization = false, VirtualEdges = false, LayerNormalization = false },
        ["mlp"] = Ghn2 with { Encoder = EncoderKind.NodeMlp, VirtualEdges = false },
    };

    /// <summary>The names: <c>ghn3-t</c>, <c>ghn2</c> and so on.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    /// <summary>The GHN of a name, for a number of classes and a size of images, which decides on the largest kernel.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classCount">The number of classes of the networks.</param>
    /// <param name="imageSize">The height and width of their images.</param>
    /// <exception cref="ArgumentException">There is no such GHN.</exception>
    public static HyperNetworkConfiguration Named(string name, int classCount, int imageSize) =>
        All.TryGetValue(name, out HyperNetworkConfiguration? preset)
            ? preset with { ClassCount = classCount, MaxKernel = imageSize <= ZooOptions.SmallImageSize ? SmallKernel : LargeKernel }
            : throw new InvalidRequestException($"{name} is none of the GHNs {string.Join(", ", Names)}.");

    private static HyperNetworkConfiguration Ghn3(int hidden, int layers, int heads, int channels) => Ghn2 with
    {
        Encoder = EncoderKind.Graphormer,
        Hidden = hidden,
        Layers = layers,
        Heads = heads,
        MaxOutChannels = channels,
        MaxInChannels = channels,
        Centrality = true,
        InputDistance = true,
        BackwardDistances = true,
        KernelAnchor = KernelAnchor.Center,
    };
}
