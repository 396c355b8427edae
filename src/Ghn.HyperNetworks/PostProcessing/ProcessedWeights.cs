using Ghn.Tensors;

namespace Ghn.HyperNetworks.PostProcessing;

/// <summary>A weight that noise was added to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Deviation">The standard deviation of the noise.</param>
public sealed record NoisyWeight(string Name, Shape Shape, double Deviation);

/// <summary>A weight that was made orthogonal.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Rank">The number of rows or columns, whichever are fewer, that had a direction of their own before.</param>
public sealed record OrthogonalWeight(string Name, Shape Shape, int Rank)
{
    /// <summary>The rank that the shape allows.</summary>
    public int FullRank => (int)Math.Min(Shape[0], Shape.ElementCount / Shape[0]);
}
