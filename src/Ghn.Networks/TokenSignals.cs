namespace Ghn.Networks;

/// <summary>The layers of transformers, as methods of the signals they act on.</summary>
public static class TokenSignals
{
    /// <summary>The positions of feature maps as tokens.</summary>
    public static Signal ToTokens(this Signal input) => input.Apply(new ToTokens());

    /// <summary>A learnt token before all others, whose state is called <paramref name="name"/>.</summary>
    public static Signal ClassToken(this Signal input, string name) => input.Apply(new ClassToken(input.Features), name);

    /// <summary>The sum with a learnt vector per place; the state is called <paramref name="name"/>.</summary>
    public static Signal PositionalEmbedding(this Signal input, string name) =>
        input.Apply(new PositionalEmbedding(input.Shape[0], input.Features), name);

    /// <summary>One token.</summary>
    public static Signal SelectToken(this Signal input, int index) => input.Apply(new SelectToken(index));

    /// <summary>Self-attention among tokens; see <see cref="Networks.MultiheadAttention"/>.</summary>
    public static Signal MultiheadAttention(this Signal input, string name, int heads) =>
        input.Apply(new MultiheadAttention(input.Features, heads), name);

    /// <summary>Self-attention within windows of (height, width, features); see <see cref="Networks.ShiftedWindowAttention"/>.</summary>
    public static Signal ShiftedWindowAttention(this Signal input, string name, int heads, int window, int shift = 0) =>
        input.Apply(new ShiftedWindowAttention(input.Features, heads, window, shift), name);

    /// <summary>Each 2×2 patch of (height, width, features) as one position with four times the features.</summary>
    public static Signal PatchMerging(this Signal input) => input.Apply(new PatchMerging());
}
