using Ghn.Networks;
using Ghn.Networks.Layers;

namespace Ghn.Analysis.ZeroCost;

/// <summary>
/// The parameters that zero-cost proxies sum over, as in their reference: the weights of convolutions and linear layers, and attention's
/// output projection, which is a linear layer to PyTorch; no biases, norms, input projections of attention, tokens or positions.
/// </summary>
internal static class ProxyWeights
{
    private const string Weight = "weight";
    private const string OutputProjection = "out_proj.weight";

    /// <summary>Their names, each once, in the order of the layers.</summary>
    public static IReadOnlyList<string> Of(Network network) =>
        [.. network.Nodes.SelectMany(WeightsOf).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> WeightsOf(NetworkNode node) => node.Layer is Conv2d or Linear
        ? [node.StateName(Weight)]
        : node.Layer.State.Where(entry => entry.Name == OutputProjection).Select(entry => node.StateName(entry.Name));
}
