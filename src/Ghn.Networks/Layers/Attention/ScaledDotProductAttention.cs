using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>
/// Self-attention among tokens without the linear maps around it: each head takes its share of the queries, keys and values,
/// and scales its logits (Vaswani et al., 2017).
/// </summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Scale">The factor of the logits, positive; 1/√(features per head) unless given.</param>
public sealed record ScaledDotProductAttention(int Heads, double? Scale = null) : Layer
{
    /// <summary>
    /// (tokens, features) for tokens whose queries, keys and values stand one after the other, (tokens, 3·features), or are inputs of
    /// their own, (tokens, features) each.
    /// </summary>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        bool areApart = inputs.Count == 3 && inputs[1] == inputs[0] && inputs[2] == inputs[0];
        (int tokens, int features) = SignalShapes.Tokens(areApart ? [inputs[0]] : inputs, this);
        int width = areApart ? 3 * features : features;
        bool fits = width % (3 * Heads) == 0;
        SignalShapes.Require(fits, this, $"cannot share {width} features among queries, keys and values of {Heads} heads");
        SignalShapes.Require(Scale is not <= 0, this, $"scales logits by {Scale}, which must be positive");
        return [tokens, width / 3];
    }
}
