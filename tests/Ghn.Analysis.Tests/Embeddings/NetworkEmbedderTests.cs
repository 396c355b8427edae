using System.Text.Json;
using Ghn.Analysis.Embeddings;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.Embeddings;

/// <summary>Networks have the embeddings that the references' code gives them.</summary>
public class NetworkEmbedderTests
{
    /// <summary>The golden data's own, for single precision.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string group in (string[])[GoldenEmbeddings.DeepNets, GoldenEmbeddings.Torchvision, GoldenEmbeddings.Sample])
            {
                foreach (string ghn in (string[])["ghn1_micro_c10", "ghn2_micro_c10", "mlp_micro_c10", "ghn3_micro_c10"])
                {
                    cases.Add(group, ghn);
                }
            }

            return cases;
        }
    }

    [Theory]
    [InlineData(GoldenEmbeddings.DeepNets)]
    [InlineData(GoldenEmbeddings.Torchvision)]
    [InlineData(GoldenEmbeddings.Sample)]
    public void Graphs_have_the_references_numbers_of_nodes(string group) => Assert.Empty(
        GoldenEmbeddings.Networks(group).Zip(GoldenEmbeddings.Rows(group))
            .Select(pair => (Name: pair.Second[0].GetString(), Golden: pair.Second[1].GetInt32(), Graph: ComputationalGraph.Of(pair.First)))
            .Where(row => row.Graph.Nodes.Count != row.Golden)
            .Select(row => $"{row.Name}: {row.Graph.Nodes.Count} nodes instead of {row.Golden}"));

    /// <summary>
    /// GHN-2 magnifies rounding on some large graphs: on one of 194, AVX-512 and AVX2 lie up to 4·10⁻⁵ apart. Such a network may be as far
    /// from the reference as it moves when every weight of the GHN changes in its last bit.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Embeddings_are_the_references(string group, string file)
    {
        using HyperNetwork ghn = HyperNetwork.Load(Repository.Golden("ghns", $"{file}.pt"));
        using HyperNetwork nudged = Nudged(Repository.Golden("ghns", $"{file}.pt"));
        var embedder = new NetworkEmbedder(ghn);
        IReadOnlyList<JsonElement> rows = GoldenEmbeddings.Rows(group);
        int magnified = 0;
        foreach ((int index, Network network) in GoldenEmbeddings.Networks(group).Index())
        {
            NetworkEmbedding embedding = embedder.Embed(network, rows[index][0].GetString());
            Assert.Equal(
                (rows[index][0].GetString(), rows[index][1].GetInt32(), rows[index][2].GetInt64()),
                (embedding.Network, embedding.Nodes, embedding.Parameters));
            Assert.Equal(rows[index][3].GetDouble(), embedding.AverageDegree, 1e-12);
            Assert.Equal(rows[index][4].GetDouble(), embedding.AveragePath, 1e-9);
            float[] golden = GoldenEmbeddings.Row(group, file, index);
            Assert.Equal(golden.Length, embedding.Values.Count);
            double distance = Farthest(golden, embedding.Values);
            if (distance > Tolerance)
            {
                Assert.InRange(distance, 0, Farthest(embedding.Values, new NetworkEmbedder(nudged).Embed(network).Values));
                magnified++;
            }
        }

        Assert.InRange(magnified, 0, 1);
    }

    [Fact]
    public void Embeddings_that_are_not_finite_are_refused()
    {
        using var checkpoint = HyperNetworkCheckpoint.Load(Repository.Golden("ghns", "ghn2_micro_c10.pt"));
        foreach ((_, Tensor tensor) in checkpoint.Tensors.Where(entry => entry.Value.ElementType == ElementType.Float32))
        {
            tensor.Values.Fill(float.MaxValue);
        }

        using HyperNetwork ghn = HyperNetwork.From(checkpoint);
        string error = Assert.Throws<InvalidRequestException>(() => new NetworkEmbedder(ghn).Embed(Zoo.Create("alexnet", 10))).Message;
        Assert.Contains("alexnet is not finite", error, StringComparison.Ordinal);
    }

    private static double Farthest(IReadOnlyList<float> first, IReadOnlyList<float> second) =>
        first.Zip(second).Max(pair => Math.Abs((double)pair.First - pair.Second));

    /// <summary>A GHN whose every weight is another in its last bit.</summary>
    private static HyperNetwork Nudged(string path)
    {
        var checkpoint = HyperNetworkCheckpoint.Load(path);
        foreach ((_, Tensor tensor) in checkpoint.Tensors.Where(entry => entry.Value.ElementType == ElementType.Float32))
        {
            foreach (ref float value in tensor.Values)
            {
                value = MathF.BitIncrement(value);
            }
        }

        return HyperNetwork.From(checkpoint);
    }
}
