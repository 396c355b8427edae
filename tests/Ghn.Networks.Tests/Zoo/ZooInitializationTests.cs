using System.Collections.Concurrent;
using Ghn.Networks.Architectures;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>
/// Fresh values of every architecture against those of a freshly constructed torchvision network: two samples of
/// one distribution, compared within their sampling error.
/// </summary>
public class ZooInitializationTests
{
    /// <summary>Larger entries are left out for time, but for those of the classifier.</summary>
    private const int LargestEntry = 1 << 17;

    private static readonly ConcurrentDictionary<(Initializer, Shape), Statistics> Samples = new();

    public static TheoryData<string> Names => [.. Zoo.Names];

    [Theory, MemberData(nameof(Names))]
    public void Fresh_values_are_distributed_as_torchvisions(string name)
    {
        IEnumerable<(StateSpec, GoldenEntry)> entries = Zoo.Create(name).State.Zip(GoldenZoo.Network(name).State)
            .Where(pair => pair.First.Shape.ElementCount <= LargestEntry || pair.First.Shape[0] == 1000);
        Assert.All(entries, pair => AssertAlike(pair.Item1, pair.Item2.Initial));
    }

    [Fact]
    public void One_seed_gives_one_network_and_another_seed_another()
    {
        Network network = Zoo.Create("squeezenet1_1");
        using StateDict first = network.Initialize(seed: 3);
        using StateDict second = network.Initialize(seed: 3);
        using StateDict other = network.Initialize(seed: 4);

        Assert.Equal(network.State.Select(entry => entry.Name), first.Names);
        Assert.All(first, entry => Assert.Equal(entry.Value.Shape, network.State.Single(spec => spec.Name == entry.Key).Shape));
        Assert.All(first, entry => Assert.True(entry.Value.Values.SequenceEqual(second[entry.Key].Values)));
        Assert.All(first.Where(entry => entry.Value.Shape.Rank > 1), entry =>
            Assert.False(entry.Value.Values.SequenceEqual(other[entry.Key].Values)));
    }

    [Fact]
    public void Entries_of_one_shape_differ_within_a_network()
    {
        using StateDict values = Zoo.Create("squeezenet1_1").Initialize();
        Tensor first = values["features.6.expand1x1.weight"];
        Tensor second = values["features.7.expand1x1.weight"];
        Assert.Equal(first.Shape, second.Shape);
        Assert.False(first.Values.SequenceEqual(second.Values));
    }

    private static void AssertAlike(StateSpec entry, Statistics expected)
    {
        Statistics actual = Samples.GetOrAdd((entry.Initializer, entry.Shape), _ => Sample(entry));
        double count = entry.Shape.ElementCount;
        double error = 6 / Math.Sqrt(count) * expected.Deviation;
        double rounding = 1e-5 * expected.Largest;
        AssertWithin(entry.Name, "mean", actual.Mean, expected.Mean, (Math.Sqrt(2) * error) + rounding);
        AssertWithin(entry.Name, "deviation", actual.Deviation, expected.Deviation, error + rounding);

        // The largest of many draws tells uniform distributions (√3 deviations) from normal ones.
        if (count > 1000 && expected.Deviation > 0)
        {
            Assert.Equal(expected.Largest < 2 * expected.Deviation, actual.Largest < 2 * actual.Deviation);
        }
    }

    private static void AssertWithin(string entry, string what, double actual, double expected, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{entry}: {what} {actual} instead of {expected} ± {tolerance}");

    private static Statistics Sample(StateSpec entry)
    {
        using Tensor values = entry.Initializer.Create(entry.Shape, new RandomSource(0, entry.Shape.ToString()));
        return Statistics.Of(values);
    }
}
