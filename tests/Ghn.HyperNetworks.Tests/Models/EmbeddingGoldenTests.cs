using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Tests;

/// <summary>Node embeddings of every kind of GHN against those that the reference computed.</summary>
public class EmbeddingGoldenTests
{
    public static TheoryData<string, string> Cases => GoldenCheckpoints.Cases("embeddings", ".npy");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Embeddings_equal_the_reference(string ghn, string model)
    {
        using HyperNetwork hyperNetwork = GoldenCheckpoints.Load(ghn);
        ComputationalGraph graph = ComputationalGraph.Of(Zoo.Create(model));
        int[] match = GraphMatching.Match(GoldenGraph.Read("graphs", model).ToGraph(), graph);
        float[] expected = NumpyFile.Read(Repository.Golden("embeddings", $"{ghn}__{model}.npy"));

        using Tensor actual = hyperNetwork.Encode(graph);

        int hidden = hyperNetwork.Configuration.Hidden;
        Assert.Equal(expected.Length, match.Length * hidden);
        for (int node = 0; node < match.Length; node++)
        {
            ReadOnlySpan<float> row = actual.Values.Slice(match[node] * hidden, hidden);
            Distance.AssertRelative(1e-4, expected.AsSpan(node * hidden, hidden), row, $"node {node}");
        }
    }
}
