using Ghn.Networks.Layers;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Initialisers against the closed forms of their distributions.</summary>
public class InitializerTests
{
    private static readonly Shape Weight = [96, 48, 3, 5];

    private const double FanIn = 48 * 15;
    private const double FanOut = 96 * 15;

    public static TheoryData<string, Initializer, double> UniformBounds => new()
    {
        { "uniform", Initializer.Uniform(0.3), 0.3 },
        { "PyTorch's default", Initializer.KaimingUniform(), 1 / Math.Sqrt(FanIn) },
        { "rectifiers", Initializer.KaimingUniform(Fan.In, gainSquared: 2), Math.Sqrt(6 / FanIn) },
        { "sigmoids, by outputs", Initializer.KaimingUniform(Fan.Out, gainSquared: 1), Math.Sqrt(3 / FanOut) },
        { "Glorot", Initializer.XavierUniform, Math.Sqrt(6 / (FanIn + FanOut)) },
    };

    public static TheoryData<string, Initializer, double> NormalDeviations => new()
    {
        { "normal", Initializer.Normal(0.01), 0.01 },
        { "He, by inputs", Initializer.KaimingNormal(), Math.Sqrt(2 / FanIn) },
        { "He, by outputs", Initializer.KaimingNormal(Fan.Out), Math.Sqrt(2 / FanOut) },
        { "cut off far away", Initializer.TruncatedNormal(0.02), 0.02 },
    };

    [Theory, MemberData(nameof(UniformBounds))]
    public void Uniform_initialisers_fill_their_interval(string case_, Initializer initializer, double bound)
    {
        Statistics values = Draw(initializer, Weight, case_);
        double error = 5 / Math.Sqrt(Weight.ElementCount);
        Assert.InRange(values.Mean, -bound * error, bound * error);
        Assert.InRange(values.Deviation, bound / Math.Sqrt(3) * (1 - error), bound / Math.Sqrt(3) * (1 + error));
        Assert.InRange(values.Largest, 0.999 * bound, bound * (1 + 1e-6));
    }

    [Theory, MemberData(nameof(NormalDeviations))]
    public void Normal_initialisers_have_their_deviation(string case_, Initializer initializer, double deviation)
    {
        Statistics values = Draw(initializer, Weight, case_);
        double error = 5 / Math.Sqrt(Weight.ElementCount);
        Assert.InRange(values.Mean, -deviation * error, deviation * error);
        Assert.InRange(values.Deviation, deviation * (1 - error), deviation * (1 + error));
        Assert.InRange(values.Largest, 3.5 * deviation, 6 * deviation);
    }

    /// <summary>A unit normal distribution cut off at ±1 has the variance 1 − 2φ(1) / (Φ(1) − Φ(−1)).</summary>
    [Fact]
    public void Truncation_is_at_the_absolute_limit()
    {
        Statistics values = Draw(Initializer.TruncatedNormal(standardDeviation: 2, limit: 2), Weight, "truncated");
        double deviation = 2 * Math.Sqrt(1 - (2 * 0.2419707245 / 0.6826894921));
        Assert.InRange(values.Deviation, 0.98 * deviation, 1.02 * deviation);
        Assert.InRange(values.Largest, 1.99, 2);
    }

    [Fact]
    public void Constants_are_constant()
    {
        Assert.Equal(new Statistics(0, 0, 0), Draw(Initializer.Zeros, Weight));
        Assert.Equal(new Statistics(1, 0, 1), Draw(Initializer.Ones, Weight));
        Assert.Equal(new Statistics(0.25, 0, 0.25), Draw(Initializer.Constant(0.25), [64]));
    }

    [Fact]
    public void Counters_are_whole_numbers()
    {
        using Tensor counter = Initializer.Counter.Create([], new RandomSource(0, "counter"));
        Assert.Equal(ElementType.Int64, counter.ElementType);
        Assert.Equal([0L], counter.Elements<long>().ToArray());
    }

    [Fact]
    public void Linear_and_convolutional_layers_start_as_in_PyTorch()
    {
        double bound = 1 / Math.Sqrt(FanIn);
        Assert.All(new Conv2d(96, 96, (3, 5), 1, 0, 1, Groups: 2, Bias: true).State, entry => AssertBound(entry, bound));
        Assert.All(new Linear(720, 50, Bias: true).State, entry => AssertBound(entry, bound));
    }

    private static void AssertBound(LayerState entry, double bound)
    {
        // The largest of n draws stays below a share 1 − x of the bound with probability (1 − x)ⁿ.
        double slack = Math.Min(0.5, 20.0 / entry.Shape.ElementCount);
        Assert.InRange(Draw(entry.Initializer, entry.Shape).Largest, bound * (1 - slack), bound * (1 + 1e-6));
    }

    private static Statistics Draw(Initializer initializer, Shape shape, string name = "weight")
    {
        using Tensor tensor = initializer.Create(shape, new RandomSource(1, name));
        return Statistics.Of(tensor);
    }
}
