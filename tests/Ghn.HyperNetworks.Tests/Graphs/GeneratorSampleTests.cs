using System.Text.Json;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// The numbers of nodes of networks that the reference's generator drew. Its own graphs lose nodes of attention and of
/// squeeze-and-excitation, so that only the others can be compared.
/// </summary>
public class GeneratorSampleTests
{
    [Theory]
    [InlineData("train", 63)]
    [InlineData("deep", 9)]
    [InlineData("dense", 4)]
    public void Graphs_have_the_references_number_of_nodes(string split, int count)
    {
        JsonElement nets = GoldenFiles.Json<JsonElement>("deepnets", "generator_sample.json.gz").GetProperty(split).GetProperty("nets");
        int compared = 0;
        foreach (JsonElement entry in nets.EnumerateArray())
        {
            DeepNet architecture = DeepNetJson.Parse(entry, split);
            if (!architecture.Genotype.HasAttention && !architecture.Genotype.Contains(CellOperation.Cse))
            {
                Assert.Equal(entry.GetProperty("num_nodes").GetInt32(), ComputationalGraph.Of(architecture.ToNetwork()).Nodes.Count);
                compared++;
            }
        }

        Assert.Equal(count, compared);
    }
}
