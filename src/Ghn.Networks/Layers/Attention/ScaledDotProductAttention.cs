using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>
/// Attention among tokens without the linear maps around it: each head takes its share of the queries, keys and values, and scales its
/// logits (Vaswani et al., 2017).
/// </summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Scale">The factor of the logits, positive; 1/√(features per head) unless given.</param>
public sealed record ScaledDotProductAttention(int Heads, double? Scale = null) : Layer
{
    /// <summary>What is added to the logits; null for nothing.</summary>
    public AttentionBias? Bias { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerState> State =>
        Bias is null ? [] : [new("bias", Bias.Table, Initializer.TruncatedNormal(0.02))];

    /// <summary>
    /// (queries, features of values). The queries, keys and values stand one after the other, (tokens, 3·features), or are inputs of their
    /// own: (queries, features), (keys, features) and (keys, features of values).
    /// </summary>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        SignalShapes.Require(Scale is not <= 0, this, $"scales logits by {Scale}, which must be positive");
        (Shape output, int keys) = inputs.Count == 3 ? OfThree(inputs) : OfOne(inputs);
        SignalShapes.Require(
            Bias is null || Bias.Count == (long)Heads * output[0] * keys, this,
            $"adds {Bias?.Count} numbers to the logits of {Heads} heads, {output[0]} queries and {keys} keys");
        return output;
    }

    private (Shape Output, int Keys) OfOne(IReadOnlyList<Shape> inputs)
    {
        (int tokens, int features) = SignalShapes.Tokens(inputs, this);
        bool fits = features % (3 * Heads) == 0;
        SignalShapes.Require(fits, this, $"cannot share {features} features among queries, keys and values of {Heads} heads");
        return ([tokens, features / 3], tokens);
    }

    private (Shape Output, int Keys) OfThree(IReadOnlyList<Shape> inputs)
    {
        (int queries, int features) = SignalShapes.Tokens([inputs[0]], this);
        (int keys, int keyFeatures) = SignalShapes.Tokens([inputs[1]], this);
        (int values, int valueFeatures) = SignalShapes.Tokens([inputs[2]], this);
        SignalShapes.Require(
            keyFeatures == features && values == keys, this,
            $"takes queries and keys of as many features, and as many keys as values, not {string.Join(", ", inputs)}");
        bool fits = features % Heads == 0 && valueFeatures % Heads == 0;
        SignalShapes.Require(fits, this, $"cannot share {features} and {valueFeatures} features among {Heads} heads");
        return ([queries, valueFeatures], keys);
    }
}
