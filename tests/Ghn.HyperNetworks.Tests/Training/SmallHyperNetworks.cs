using Ghn.HyperNetworks.Configuration;
using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Small GHNs of every kind, and a small network that needs all that a decoder can do.</summary>
internal static class SmallHyperNetworks
{
    public const int ClassCount = 5;

    private static readonly HyperNetworkConfiguration Graphormer = HyperNetworkPresets.Named("ghn3-t", ClassCount, imageSize: 32) with
    {
        Hidden = 16,
        MaxOutChannels = 8,
        MaxInChannels = 6,
        MaxKernel = 3,
        Layers = 2,
        Heads = 2,
    };

    private static readonly HyperNetworkConfiguration Gated = Graphormer with
    {
        Encoder = EncoderKind.GatedGnn,
        Layers = 0,
        Heads = 0,
        Centrality = false,
        InputDistance = false,
        BackwardDistances = false,
        KernelAnchor = KernelAnchor.TopLeft,
        KernelExtension = KernelExtension.Repeat,
    };

    /// <summary>The GHNs of the papers, their ablations and the other decoder, by their names.</summary>
    public static IReadOnlyDictionary<string, HyperNetworkConfiguration> Configurations { get; } =
        new Dictionary<string, HyperNetworkConfiguration>
        {
            ["GHN-3"] = Graphormer,
            ["GHN-3 without centrality"] = Graphormer with { Centrality = false },
            ["GHN-3 without input distance"] = Graphormer with { InputDistance = false },
            ["GHN-3 without backward distances"] = Graphormer with { BackwardDistances = false },
            ["GHN-3 without virtual edges"] = Graphormer with { VirtualEdges = false },
            ["GHN-3 without normalisation of weights"] = Graphormer with { WeightNormalization = false },
            ["GHN-3 without layer normalisation"] = Graphormer with { LayerNormalization = false },
            ["GHN-2"] = Gated,
            ["GHN-1"] = Gated with { WeightNormalization = false, VirtualEdges = false, LayerNormalization = false },
            ["MLP"] = Gated with { Encoder = EncoderKind.NodeMlp, VirtualEdges = false },
            ["GHN-2 with the MLP decoder"] = Gated with { Decoder = DecoderKind.Mlp },
        };

    /// <summary>A new GHN whose biases and scales are not what they start as, either.</summary>
    public static TrainableHyperNetwork Create(string name, ulong seed = 1)
    {
        TrainableHyperNetwork ghn = TrainableHyperNetwork.Create(Configurations[name], seed);
        foreach ((string parameter, Tensor tensor) in ghn.Parameters)
        {
            using Tensor noise = Initializer.Normal(0.1).Create(tensor.Shape, new RandomSource(seed, $"{parameter} noise"));
            System.Numerics.Tensors.TensorPrimitives.Add(tensor.Values, noise.Values, tensor.Values);
        }

        return ghn;
    }

    /// <summary>
    /// A network with kernels beyond the decoder's, weights that are tiled either way, depthwise and row-shaped kernels, sums, both
    /// normalisations, attention, and a table of positions.
    /// </summary>
    public static Network Network()
    {
        var builder = new NetworkBuilder("small", [3, 16, 16]);
        builder.Declare("token");
        Signal stem = builder.Input.Conv2d("stem", 12, kernel: 5, stride: 2, padding: 2).BatchNorm2d("norm").Relu();
        Signal row = stem.Conv2d("row", 12, kernel: (1, 3), padding: (0, 1), bias: false);
        Signal depthwise = stem.Conv2d("depthwise", 12, kernel: 3, padding: 1, groups: 12, bias: false);
        Signal sum = row.Add(depthwise).Conv2d("patches", 8, kernel: 2, stride: 2);
        Signal tokens = sum.ToTokens().ClassToken("token").PositionalEmbedding("positions");
        Signal attended = tokens.LayerNorm("ln").MultiheadAttention("attention", heads: 2).Add(tokens);
        return builder.Build(attended.SelectToken(0).Linear("head", ClassCount));
    }
}
