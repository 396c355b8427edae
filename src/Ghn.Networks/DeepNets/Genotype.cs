namespace Ghn.Networks.DeepNets;

/// <summary>
/// The cells of a network (Liu et al., 2019): all but two are alike, and those two may halve the feature maps.
/// </summary>
/// <param name="Normal">The usual cell.</param>
/// <param name="Reduction">The cell at a third and at two thirds of the network.</param>
public sealed record Genotype(CellGenotype Normal, CellGenotype Reduction)
{
    /// <summary>Whether there is self-attention, so that the network is built as a vision transformer.</summary>
    public bool HasAttention => Contains(CellOperation.Msa);

    /// <summary>Whether a cell has an operation.</summary>
    public bool Contains(CellOperation operation) => Normal.Contains(operation) || Reduction.Contains(operation);
}
