using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>
/// Attention of queries, keys and values [samples · heads, tokens, head width] (keys with the last two dimensions swapped), however these
/// were gathered from tokens. There may be more keys than queries, or fewer, and what is the same for all samples.
/// </summary>
/// <param name="Node">The node of the last product.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Query">The queries.</param>
/// <param name="Key">The keys.</param>
/// <param name="Values">The values.</param>
/// <param name="Scale">The factor of the logits; null for 1/√(features per head).</param>
internal sealed record AttentionOperation(OnnxNode Node, OperationResult Result, View Query, View Key, View Values, double? Scale)
    : Operation(Node, Result, [Query, Key, Values]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        var heads = new HeadLayout(Node, Shape);
        SignalView query = network[Query];
        Signal[] inputs = IsPacked(heads, query, network[Key], network[Values]) ? [query.Signal] : Parts(network);
        Signal attended = network.Append(this, new ScaledDotProductAttention(heads.Heads(network.Batch), Scale), inputs);
        int[] places = heads.Places(network.Batch, attended.Shape[^1], offset: 0);
        return new SignalView(attended, network.Batch, IndexMap.Of(Shape, places, network.Batch * attended.Shape.ElementCount));
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

    /// <summary>Queries, keys and values as the features of tokens.</summary>
    private Signal[] Parts(NetworkAssembly network)
    {
        View[] parts = [Query, Key, Values];
        Signal[] tokens =
        [
            Tokens(network, Query, isTransposed: false), Tokens(network, Key, isTransposed: true),
            Tokens(network, Values, isTransposed: false),
        ];
        Signal? sampled = parts.Zip(tokens).FirstOrDefault(pair => pair.First.Source.DependsOnImages).Second;
        return
        [
            .. parts.Zip(tokens).Select(pair => sampled is null || pair.First.Source.DependsOnImages
                ? pair.Second
                : sampled.Network.Append(new ForEachSample(), [pair.Second, sampled])),
        ];
    }

    private Signal Tokens(NetworkAssembly network, View part, bool isTransposed)
    {
        Shape shape = isTransposed ? [.. part.Shape.SkipLast(2), part.Shape[^1], part.Shape[^2]] : part.Shape;
        View tokens = part.Select(new HeadLayout(Node, shape).Tokens(network.Batch, isTransposed));
        var samples = new SampleAxis(network, axis: 0);
        return samples.Signals(this, [samples.First(tokens)])[0];
    }
}
