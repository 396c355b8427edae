using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Configuration;

/// <summary>What distinguishes one GHN from another, apart from the values of its parameters.</summary>
public sealed record HyperNetworkConfiguration
{
    /// <summary>The longest path that counts as a virtual edge.</summary>
    public const int VirtualEdgeCutoff = 50;

    /// <summary>How nodes learn of each other.</summary>
    public required EncoderKind Encoder { get; init; }

    /// <summary>How weights are decoded.</summary>
    public required DecoderKind Decoder { get; init; }

    /// <summary>The size of a node's embedding.</summary>
    public required int Hidden { get; init; }

    /// <summary>The largest block of output channels that is decoded; larger weights are tiled.</summary>
    public required int MaxOutChannels { get; init; }

    /// <summary>The largest block of input channels that is decoded; larger weights are tiled.</summary>
    public required int MaxInChannels { get; init; }

    /// <summary>The largest kernel that is decoded; larger kernels are interpolated.</summary>
    public required Size2d MaxKernel { get; init; }

    /// <summary>The number of classes of the classifiers that are predicted.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The number of transformer layers; 0 for other encoders.</summary>
    public int Layers { get; init; }

    /// <summary>The number of attention heads; 0 for encoders other than the transformer.</summary>
    public int Heads { get; init; }

    /// <summary>Whether predicted weights are scaled to the variance that their fan-in asks for (GHN-2 paper, Section 4.1).</summary>
    public required bool WeightNormalization { get; init; }

    /// <summary>Whether virtual edges are read.</summary>
    public required bool VirtualEdges { get; init; }

    /// <summary>Whether node embeddings are normalised before decoding.</summary>
    public required bool LayerNormalization { get; init; }

    /// <summary>
    /// Whether a transformer embeds the nodes' numbers of incoming and outgoing edges; without meaning for other encoders.
    /// </summary>
    public bool Centrality { get; init; }

    /// <summary>Whether a transformer embeds the nodes' distances from the input; without meaning for other encoders.</summary>
    public bool InputDistance { get; init; }

    /// <summary>
    /// Whether a transformer's bias of attention from one node to another embeds the distance of the way back, too; without meaning
    /// for other encoders.
    /// </summary>
    public bool BackwardDistances { get; init; }

    /// <summary>Which part of the largest kernel a smaller one is cut from.</summary>
    public required KernelAnchor KernelAnchor { get; init; }

    /// <summary>How kernels larger than the largest are made.</summary>
    public required KernelExtension KernelExtension { get; init; }

    /// <summary>The name of the method: GHN-1, GHN-2, GHN-3 or MLP.</summary>
    public string Method => Encoder switch
    {
        EncoderKind.Graphormer => "GHN-3",
        EncoderKind.NodeMlp => "MLP",
        _ => VirtualEdges ? "GHN-2" : "GHN-1",
    };

    /// <summary>Makes sure that there is such a GHN.</summary>
    /// <exception cref="ArgumentException">Some sizes are not positive, or do not divide each other.</exception>
    internal void Validate()
    {
        bool isPositive = Hidden > 0 && MaxOutChannels > 0 && MaxInChannels > 0 && MaxKernel.Area > 0 && ClassCount > 0;
        bool isSquare = MaxKernel.Height == MaxKernel.Width;
        if (!isPositive || !isSquare || Hidden % 4 != 0)
        {
            throw new InvalidRequestException(
                "A GHN's sizes are positive, its largest kernel is square, and its hidden size is a multiple of 4.");
        }

        if (Encoder == EncoderKind.Graphormer && (Layers < 1 || Heads < 1 || Hidden % Heads != 0))
        {
            throw new InvalidRequestException("A GHN-3 has at least one layer, and a number of heads that divides its hidden size.");
        }
    }
}

/// <summary>How nodes learn of each other.</summary>
public enum EncoderKind
{
    /// <summary>Message passing along edges with a gated recurrent unit (GHN-1, GHN-2).</summary>
    GatedGnn,

    /// <summary>Self-attention among all nodes (GHN-3).</summary>
    Graphormer,

    /// <summary>Not at all (the MLP baseline).</summary>
    NodeMlp,
}

/// <summary>How weights are decoded from a node's embedding.</summary>
public enum DecoderKind
{
    /// <summary>A feature map per node, then 1×1 convolutions.</summary>
    Convolutional,

    /// <summary>A multi-layer perceptron for the whole weight.</summary>
    Mlp,
}

/// <summary>Which part of the largest kernel a smaller one is cut from.</summary>
public enum KernelAnchor
{
    /// <summary>The top left corner (GHN-1 and GHN-2).</summary>
    TopLeft,

    /// <summary>The centre (GHN-3).</summary>
    Center,
}

/// <summary>How kernels larger than the largest that is decoded are made.</summary>
public enum KernelExtension
{
    /// <summary>By bilinear interpolation.</summary>
    Interpolate,

    /// <summary>By repetition.</summary>
    Repeat,
}
