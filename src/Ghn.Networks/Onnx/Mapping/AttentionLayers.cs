using Ghn.Tensors;

namespace Ghn.Networks.Onnx;

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
        Signal packed = IsPacked(heads, query, key, value) ? query.Signal : Pack(network, operation, heads, [query, key, value]);
        Signal attended = network.Append(operation, new ScaledDotProductAttention(heads.Heads(packed, query.Batch)), packed);
        return new SignalView(
            attended, query.Batch,
            Selection.Of(context, heads.Places(query.Batch, attended.Shape[^1], offset: 0), query.Batch * attended.Shape.ElementCount));
    }

    /// <summary>Whether queries, keys and values are the thirds of one signal's features.</summary>
    private static bool IsPacked(HeadLayout heads, SignalView query, SignalView key, SignalView value)
    {
        if (query.Signal != key.Signal || key.Signal != value.Signal || query.Signal.Shape is not [_, var features] || features % 3 != 0)
        {
            return false;
        }

        return heads.IsAt(query, offset: 0, isTransposed: false)
            && heads.IsAt(key, offset: features / 3, isTransposed: true)
            && heads.IsAt(value, offset: 2 * features / 3, isTransposed: false);
    }

    /// <summary>Joins queries, keys and values that are signals of their own along their features.</summary>
    private static Signal Pack(NetworkAssembly network, Operation operation, HeadLayout heads, SignalView[] parts)
    {
        bool fits = heads.IsAt(parts[0], 0, isTransposed: false) && heads.IsAt(parts[1], 0, isTransposed: true)
            && heads.IsAt(parts[2], 0, isTransposed: false);
        if (!fits)
        {
            throw operation.Node.Unsupported("its queries, keys and values are not the heads of all tokens of a sample");
        }

        int tokens = parts[0].Signal.Shape[0];
        Signal[] maps = [.. parts.Select(part => network.Append(operation, new ToMaps((tokens, 1)), part.Signal))];
        return network.Append(operation, new ToTokens(), network.Append(operation, new Concat(), maps));
    }
}
