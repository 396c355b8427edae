using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>
/// Self-attention among tokens without the linear maps around it: each head takes its share of the queries, keys and values,
/// and scales its logits by 1/√(features per head) (Vaswani et al., 2017).
/// </summary>
/// <param name="Heads">The number of heads.</param>
public sealed record ScaledDotProductAttention(int Heads) : Layer
{
    /// <summary>(tokens, features) for tokens whose queries, keys and values stand one after the other: (tokens, 3·features).</summary>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int width) = SignalShapes.Tokens(inputs, this);
        bool fits = width % (3 * Heads) == 0;
        SignalShapes.Require(fits, this, $"cannot share {width} features among queries, keys and values of {Heads} heads");
        return [tokens, width / 3];
    }
}
