using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Analysis.Embeddings;

/// <summary>Embeds networks by a GHN. Several threads may embed with it at once.</summary>
/// <param name="ghn">The GHN; it stays the caller's.</param>
public sealed class NetworkEmbedder(HyperNetwork ghn)
{
    /// <summary>Embeds a network.</summary>
    /// <param name="network">The network, with as many classes as it has.</param>
    /// <param name="name">What to call it; its own name unless given.</param>
    /// <exception cref="InvalidRequestException">The embedding is not finite: the GHN's own numbers are not, or overflow.</exception>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    public NetworkEmbedding Embed(Network network, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        name ??= network.Name;
        var graph = ComputationalGraph.Of(network);
        float[] values = Vector(graph, name);
        (double degree, double path) = GraphConnectivity.Of(graph);
        return new NetworkEmbedding(name, graph.Nodes.Count, network.ParameterCount, degree, path, values);
    }

    /// <summary>The embedding of a network alone, without what its graph is like.</summary>
    /// <param name="network">The network, with as many classes as it has.</param>
    /// <returns>As many numbers as the GHN's hidden size.</returns>
    /// <exception cref="InvalidRequestException">It is not finite: the GHN's own numbers are not, or overflow.</exception>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    public float[] Vector(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Vector(ComputationalGraph.Of(network), network.Name);
    }

    private float[] Vector(ComputationalGraph graph, string name)
    {
        using Tensor nodes = ghn.Encode(graph);
        float[] values = MeanOfRows(nodes);
        return values.All(float.IsFinite)
            ? values
            : throw new InvalidRequestException(
                $"The embedding of {name} is not finite: the GHN holds infinite numbers or NaNs, or overflows. Use another GHN.");
    }

    /// <summary>Sums in double precision, so that the order of the nodes hardly matters.</summary>
    private static float[] MeanOfRows(Tensor rows)
    {
        double[] sums = new double[rows.Shape[1]];
        ReadOnlySpan<float> values = rows.Values;
        for (int i = 0; i < values.Length; i++)
        {
            sums[i % sums.Length] += values[i];
        }

        return [.. sums.Select(sum => (float)(sum / rows.Shape[0]))];
    }
}
