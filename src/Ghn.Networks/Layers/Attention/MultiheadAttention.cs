using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>
/// Self-attention among tokens (Vaswani et al., 2017). Queries, keys and values are the three thirds of one linear map of
/// the input; each head takes its share of their features and scales its logits by 1/√(features per head); another linear
/// map follows the heads.
/// </summary>
/// <param name="EmbeddingSize">The features of a token, a multiple of <paramref name="Heads"/>.</param>
/// <param name="Heads">The number of heads.</param>
public sealed record MultiheadAttention(int EmbeddingSize, int Heads) : Layer
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
    [
        new("in_proj_weight", [3 * EmbeddingSize, EmbeddingSize], Initializer.XavierUniform),
        new("in_proj_bias", [3 * EmbeddingSize], Initializer.Zeros),
        new("out_proj.weight", [EmbeddingSize, EmbeddingSize], Initializer.KaimingUniform()),
        new("out_proj.bias", [EmbeddingSize], Initializer.Zeros),
    ];

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (_, int features) = SignalShapes.Tokens(inputs, this);
        SignalShapes.Require(EmbeddingSize % Heads == 0, this, $"cannot share {EmbeddingSize} features among {Heads} heads");
        SignalShapes.Require(features == EmbeddingSize, this, $"takes tokens of {EmbeddingSize} features, but is given {inputs[0]}");
        return inputs[0];
    }
}
