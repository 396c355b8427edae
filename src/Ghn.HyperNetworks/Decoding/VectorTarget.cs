using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A one-dimensional parameter to predict.</summary>
/// <param name="Name">The name of the entry of the state dict.</param>
/// <param name="Node">The node whose embedding is decoded.</param>
/// <param name="Role">What the parameter is to its layer.</param>
/// <param name="Destination">The parameter.</param>
internal sealed record VectorTarget(string Name, int Node, VectorRole Role, Tensor Destination);

/// <summary>What a one-dimensional parameter is to its layer.</summary>
internal enum VectorRole
{
    /// <summary>The weight of a normalisation.</summary>
    Scale,

    /// <summary>The bias of a normalisation, a convolution or a linear layer.</summary>
    Shift,

    /// <summary>The bias of the classifier.</summary>
    ClassifierBias,
}
