using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>
/// What flows between the layers of a network under construction. Each layer's method appends a node and
/// returns the signal that leaves it, so that a network reads as its forward pass (the methods are in <see cref="SignalLayers"/>).
/// </summary>
/// <param name="Network">The builder of the network.</param>
/// <param name="Node">The node that the signal leaves.</param>
/// <param name="Shape">The shape for one sample.</param>
public sealed record Signal(NetworkBuilder Network, int Node, Shape Shape)
{
    /// <summary>The channels of feature maps (channels, height, width).</summary>
    public int Channels => Shape[0];

    /// <summary>The size of the last dimension, which linear layers and layer norms of tokens act on.</summary>
    public int Features => Shape[^1];

    /// <summary>Appends any layer that takes this signal.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The node's name; needed if the layer has state.</param>
    public Signal Apply(Layer layer, string? name = null) => Network.Append(layer, [this], name);
}
