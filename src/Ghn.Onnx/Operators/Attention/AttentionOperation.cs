using Ghn.Networks;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>
/// Attention of queries, keys and values [samples · heads, tokens, head width] (keys with the last two dimensions swapped), however these
/// were gathered from tokens.
/// </summary>
/// <param name="Node">The node of the last product.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Query">The queries.</param>
/// <param name="Key">The keys.</param>
/// <param name="Values">The values.</param>
/// <param name="Scale">The factor of the logits; null for 1/√(features per head).</param>
internal sealed record AttentionOperation(OnnxNode Node, OperationResult Result, View Query, View Key, Value Values, double? Scale)
    : Operation(Node, Result, [Query, Key, Values]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        var heads = new HeadLayout(Node, Shape);
        SignalView query = network[Query];
        SignalView key = network[Key];
        SignalView value = network[ViewAt(2)];
        Signal[] inputs = IsPacked(heads, query, key, value)
            ? [query.Signal]
            : [
                Tokens(network, heads, query, isTransposed: false),
                Tokens(network, heads, key, isTransposed: true),
                Tokens(network, heads, value, isTransposed: false),
            ];
        Signal attended = network.Append(this, new ScaledDotProductAttention(heads.Heads(query.Batch), Scale), inputs);
        int[] places = heads.Places(query.Batch, attended.Shape[^1], offset: 0);
        return new SignalView(attended, query.Batch, IndexMap.Of(Shape, places, query.Batch * attended.Shape.ElementCount));
    }

    /// <summary>Whether queries, keys and values are the thirds of one signal's features.</summary>
    private static bool IsPacked(HeadLayout heads, SignalView query, SignalView key, SignalView value)
    {
        if (query.Signal != key.Signal || key.Signal != value.Signal || query.Signal.Shape is not [_, var features]
            || features != 3 * heads.Features(query.Batch))
        {
            return false;
        }

        return heads.IsAt(query, offset: 0, isTransposed: false)
            && heads.IsAt(key, offset: features / 3, isTransposed: true)
            && heads.IsAt(value, offset: 2 * features / 3, isTransposed: false);
    }

    /// <summary>Queries, keys or values as the features of tokens.</summary>
    private Signal Tokens(NetworkAssembly network, HeadLayout heads, SignalView part, bool isTransposed) =>
        part.Shape.ElementCount == Shape.ElementCount
            ? network.Realize(part.Select(heads.Tokens(part.Batch, isTransposed)))
            : throw Node.Unsupported("its queries, keys and values are not the heads of all tokens of a sample");
}
