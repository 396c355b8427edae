using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Attention among the tokens of a sample.</summary>
internal static class AttentionLayers
{
    /// <summary>
    /// Attention of queries, keys and values [samples · heads, tokens, head width] (keys with the last two dimensions swapped),
    /// however these were gathered from tokens.
    /// </summary>
    public static SignalView SelfAttention(NetworkAssembly network, Operation operation)
    {
        Shape context = operation.Shape;
        var heads = new HeadLayout(operation.Node, context);
        SignalView query = network[operation.ViewAt(0)];
        SignalView key = network[operation.ViewAt(1)];
        SignalView value = network[operation.ViewAt(2)];
        Signal[] inputs = IsPacked(heads, query, key, value)
            ? [query.Signal]
            : [
                Tokens(network, operation, heads, query, isTransposed: false),
                Tokens(network, operation, heads, key, isTransposed: true),
                Tokens(network, operation, heads, value, isTransposed: false),
            ];
        var layer = new ScaledDotProductAttention(heads.Heads(query.Batch), operation.DetailsAs<AttentionDetails>().Scale);
        Signal attended = network.Append(operation, layer, inputs);
        return new SignalView(
            attended, query.Batch,
            Selection.Of(context, heads.Places(query.Batch, attended.Shape[^1], offset: 0), query.Batch * attended.Shape.ElementCount));
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
    private static Signal Tokens(NetworkAssembly network, Operation operation, HeadLayout heads, SignalView part, bool isTransposed) =>
        part.Shape.ElementCount == operation.Shape.ElementCount
            ? network.Realize(part.Select(heads.Tokens(part.Batch, isTransposed)))
            : throw operation.Node.Unsupported("its queries, keys and values are not the heads of all tokens of a sample");
}
