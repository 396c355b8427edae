using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Analysis.Weights;

/// <summary>How many weights of a network's first layer are near zero (GHN-3 paper, appendix A.3).</summary>
/// <param name="Parameter">The first parameter of two dimensions or more, in PyTorch's order.</param>
/// <param name="Percent">The percentage of its values whose absolute value is below <see cref="Threshold"/>.</param>
public sealed record WeightSparsity(string Parameter, double Percent)
{
    /// <summary>Absolute values below this count as near zero; it does not count itself.</summary>
    public const float Threshold = 0.05f;

    /// <summary>The sparsity of a network's first layer; null for a network without one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    public static WeightSparsity? OfFirstLayer(Network network, StateDict weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        StateSpec? first = network.Parameters.FirstOrDefault(entry => entry.Shape.Rank >= 2);
        return first is null ? null : new WeightSparsity(first.Name, PercentOf(weights[first.Name]));
    }

    /// <summary>The percentage of a tensor's values that are near zero.</summary>
    public static double PercentOf(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        long count = 0;
        foreach (float value in Conversion.ToFloat32(weight).Values)
        {
            count += MathF.Abs(value) < Threshold ? 1 : 0;
        }

        return 100.0 * count / weight.ElementCount;
    }
}
