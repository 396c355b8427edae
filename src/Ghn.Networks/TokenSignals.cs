using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;

namespace Ghn.Networks;

/// <summary>The layers of transformers, as methods of the signals they act on.</summary>
public static class TokenSignals
{
    /// <summary>The positions of feature maps as tokens.</summary>
    public static Signal ToTokens(this Signal input) => input.Apply(new ToTokens());

    /// <summary>Tokens as the positions of feature maps.</summary>
    public static Signal ToMaps(this Signal input, Size2d size) => input.Apply(new ToMaps(size));

    /// <summary>A learnt token before all others, whose state is called <paramref name="name"/>.</summary>
    public static Signal ClassToken(this Signal input, string name) => input.Apply(new ClassToken(input.Features), name);

    /// <summary>The sum with a learnt vector per place; the state is called <paramref name="name"/>.</summary>
    public static Signal PositionalEmbedding(this Signal input, string name) =>
        input.Apply(new PositionalEmbedding(input.Shape[0], input.Features), name);

    /// <summary>The sum with a learnt value per channel and position of feature maps; the state is <c>{name}.weight</c>.</summary>
    public static Signal PositionalMaps(this Signal input, string name) =>
        input.Apply(new PositionalMaps(input.Channels, (input.Shape[1], input.Shape[2])), name);

    /// <summary>One token.</summary>
    public static Signal SelectToken(this Signal input, int index) => input.Apply(new SelectToken(index));

    /// <summary>Self-attention among tokens; see <see cref="Networks.Layers.Attention.MultiheadAttention"/>.</summary>
    public static Signal MultiheadAttention(this Signal input, string name, int heads) =>
        input.Apply(new MultiheadAttention(input.Features, heads), name);

    /// <summary>
    /// Self-attention of queries, keys and values; see <see cref="Networks.Layers.Attention.ScaledDotProductAttention"/>.
    /// </summary>
    public static Signal ScaledDotProductAttention(this Signal queryKeyValue, int heads) =>
        queryKeyValue.Apply(new ScaledDotProductAttention(heads));

    /// <summary>Attention of these queries to keys, which tell what share of each value they get.</summary>
    public static Signal Attention(this Signal query, Signal key, Signal value, int heads)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Network.Append(new ScaledDotProductAttention(heads), [query, key, value]);
    }

    /// <summary>
    /// Self-attention within windows of (height, width, features); see <see cref="Networks.Layers.Attention.ShiftedWindowAttention"/>.
    /// </summary>
    public static Signal ShiftedWindowAttention(this Signal input, string name, int heads, int window, int shift = 0) =>
        input.Apply(new ShiftedWindowAttention(input.Features, heads, window, shift), name);

    /// <summary>Each 2×2 patch of (height, width, features) as one position with four times the features.</summary>
    public static Signal PatchMerging(this Signal input) => input.Apply(new PatchMerging());
}
