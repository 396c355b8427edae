using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Generation;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// The graphs of freshly drawn networks against a second derivation that imitates the reference's tracing record by record
/// (<see cref="TracedForward"/>, <see cref="TracedGraph"/>).
/// </summary>
public class TraceRuleTests
{
    [Theory]
    [InlineData("train", 1200)]
    [InlineData("search", 400)]
    [InlineData("dense", 150)]
    [InlineData("deep", 100)]
    [InlineData("bnfree", 150)]
    public void Both_derivations_give_the_same_graph(string split, int count)
    {
        DeepNet[] networks = [.. DeepNetGenerator.Generate(DeepNetsSplits.Parse(split), seed: 30_11, count)];
        var results = new (bool IsSame, bool HasExcitation)[count];
        Parallel.For(0, count, i =>
        {
            var first = ComputationalGraph.Of(networks[i].ToNetwork());
            ComputationalGraph second = new TracedGraph(new TracedForward(networks[i]).Logits()).ToGraph();
            bool isSame = GraphMatching.Fingerprint(first) == GraphMatching.Fingerprint(second);
            results[i] = (isSame, first.Nodes.Any(node => node.Primitive == Primitive.Cse));
        });
        int[] wrong = [.. results.Index().Where(result => !result.Item.IsSame).Select(result => result.Index)];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {count}: {string.Join(", ", wrong)}");
        Assert.Contains(results, result => result.HasExcitation);
    }
}
