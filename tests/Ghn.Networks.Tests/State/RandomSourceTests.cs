using Ghn.Networks.State;

namespace Ghn.Networks.Tests;

/// <summary>Streams of random numbers by seed and name.</summary>
public class RandomSourceTests
{
    private const int Draws = 200_000;

    [Fact]
    public void The_same_seed_and_name_give_the_same_numbers() =>
        Assert.Equal(Uniform(new RandomSource(7, "conv.weight"), 100), Uniform(new RandomSource(7, "conv.weight"), 100));

    [Theory]
    [InlineData(7, "conv.weight", 8, "conv.weight")]
    [InlineData(7, "conv.weight", 7, "conv.bias")]
    [InlineData(0, "", 1, "")]
    public void Other_seeds_and_names_give_other_numbers(ulong seed, string name, ulong otherSeed, string otherName) =>
        Assert.Empty(Uniform(new RandomSource(seed, name), 100).Intersect(Uniform(new RandomSource(otherSeed, otherName), 100)));

    [Fact]
    public void Uniform_draws_fill_the_unit_interval_evenly()
    {
        const int Bins = 100;
        double[] draws = Uniform(new RandomSource(0, "uniform"), Draws);

        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - 1e-16));
        double chiSquare = draws.GroupBy(draw => (int)(Bins * draw)).Sum(bin => Math.Pow(bin.Count() - (Draws / Bins), 2) * Bins / Draws);
        Assert.InRange(chiSquare, 50, 160);
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_the_normal_distribution()
    {
        var random = new RandomSource(0, "normal");
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => random.NextNormal())];

        double error = 5 / Math.Sqrt(Draws);
        Assert.InRange(draws.Average(), -error, error);
        Assert.InRange(draws.Average(x => x * x), 1 - (Math.Sqrt(2) * error), 1 + (Math.Sqrt(2) * error));
        Assert.InRange(draws.Average(x => x * x * x * x), 3 - (Math.Sqrt(96) * error), 3 + (Math.Sqrt(96) * error));
        Assert.InRange(draws.Count(x => Math.Abs(x) < 1.959964) / (double)Draws, 0.95 - (0.22 * error), 0.95 + (0.22 * error));
    }

    private static double[] Uniform(RandomSource random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextUniform())];
}
