using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>Learnt numbers that attention adds to its logits, by head, query and key.</summary>
/// <param name="Table">The shape of the table that is learnt.</param>
/// <param name="Places">
/// For each head, query and key, in row-major order, the place of its number in the table, as where it depends on the relative position
/// of query and key alone; null where the table has a number for each in this order.
/// </param>
public sealed record AttentionBias(Shape Table, IReadOnlyList<int>? Places = null)
{
    /// <summary>The number of heads, queries and keys together, that there are numbers for.</summary>
    public long Count => Places?.Count ?? Table.ElementCount;
}
