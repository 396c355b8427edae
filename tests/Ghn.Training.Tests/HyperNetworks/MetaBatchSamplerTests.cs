using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>Which networks make the steps of a training.</summary>
public class MetaBatchSamplerTests
{
    [Fact]
    public void A_pass_takes_every_architecture_once()
    {
        MetaBatchSampler sampler = SmallTraining.Sampler(metaBatch: 1);
        string[] names = [.. Enumerable.Range(0, 2 * SmallTraining.Architectures.Count).Select(_ => sampler.Next()[0].Network.Name)];
        string[][] passes = [.. names.Chunk(SmallTraining.Architectures.Count)];
        Assert.All(passes, pass => Assert.Equal(SmallTraining.Architectures.Count, pass.Distinct().Count()));
        Assert.NotEqual(passes[0], passes[1]);
    }

    [Fact]
    public void From_a_position_it_continues_as_it_would_have()
    {
        MetaBatchSampler whole = SmallTraining.Sampler();
        whole.Next();
        MetaBatchSampler continued = SmallTraining.Sampler();
        continued.Position = whole.Position;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(Describe(whole.Next()), Describe(continued.Next()));
        }
    }

    [Fact]
    public void Meta_batches_keep_to_the_limit_of_nodes()
    {
        var deep = new DrawnArchitectures(DeepNetsSplit.Train, seed: 0, count: 1000);
        var sampler = new MetaBatchSampler(deep, metaBatch: 16, SmallTraining.ClassCount, SmallTraining.ImageSize, seed: 0);
        Assert.Equal(4400, sampler.MaxNodes);
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(sampler.Next().Sum(network => network.Graph.Nodes.Count), 1, 4400);
        }
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(1, 3)]
    public void Shares_of_processes_make_the_meta_batches_of_one(int size, int metaBatch)
    {
        MetaBatchSampler whole = SmallTraining.Sampler(metaBatch);
        MetaBatchSampler[] samplers = [.. Enumerable.Range(0, size).Select(_ => SmallTraining.Sampler(metaBatch))];
        for (int step = 0; step < 3; step++)
        {
            string[][] shares = ThreadCommunicator.Run(size, processes => Describe(samplers[processes.Rank].Next(processes)));
            Assert.Equal(Describe(whole.Next()), Enumerable.Range(0, metaBatch).Select(network => shares[network % size][network / size]));
            Assert.All(samplers, sampler => Assert.Equal(whole.Position, sampler.Position));
        }
    }

    [Fact]
    public void Processes_drop_the_meta_batches_that_one_would_drop()
    {
        var dense = new DrawnArchitectures(DeepNetsSplit.Dense, seed: 0, count: 100);
        MetaBatchSampler Sampler() => new(dense, metaBatch: 8, SmallTraining.ClassCount, SmallTraining.ImageSize, seed: 3);
        MetaBatchSampler whole = Sampler();
        whole.Next();
        Assert.True(whole.Position > 8, "No meta-batch was dropped: the test shows nothing.");
        long[] positions = ThreadCommunicator.Run(2, processes =>
        {
            MetaBatchSampler own = Sampler();
            own.Next(processes);
            return own.Position;
        });
        Assert.Equal([whole.Position, whole.Position], positions);
    }

    [Fact]
    public void Networks_that_are_too_large_are_passed_over()
    {
        MetaBatchSampler all = SmallTraining.Sampler(metaBatch: 1);
        long[] counts = [.. SmallTraining.Architectures.Select(_ => all.Next()[0].Network.ParameterCount)];
        long most = counts.Order().ElementAt(counts.Length / 2);
        MetaBatchSampler small = SmallTraining.Sampler(metaBatch: 1, mostParameters: most);
        long[] kept = [.. counts.Where(count => count <= most).Select(_ => small.Next()[0].Network.ParameterCount)];
        Assert.Equal(counts.Where(count => count <= most), kept);
        Assert.Throws<InvalidOperationException>(() => SmallTraining.Sampler(mostParameters: 1).Next());
    }

    [Fact]
    public void Whether_any_is_small_enough_is_known_before_the_first_step()
    {
        MetaBatchSampler all = SmallTraining.Sampler(metaBatch: 1);
        long smallest = SmallTraining.Architectures.Min(_ => all.Next()[0].Network.ParameterCount);
        MetaBatchSampler enough = SmallTraining.Sampler(mostParameters: smallest);
        enough.RequireSmallEnough();
        Assert.Equal(0, enough.Position);
        var error = Assert.Throws<InvalidRequestException>(() => SmallTraining.Sampler(mostParameters: smallest - 1).RequireSmallEnough());
        Assert.Contains($"the smallest has {smallest}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_enough_architectures_for_a_meta_batch() =>
        Assert.Throws<InvalidRequestException>(() => SmallTraining.Sampler(metaBatch: 6));

    private static string[] Describe(IReadOnlyList<TrainingArchitecture> networks) =>
        [.. networks.Select(network => $"{network.Network.Name} {network.Network.ParameterCount}")];
}
