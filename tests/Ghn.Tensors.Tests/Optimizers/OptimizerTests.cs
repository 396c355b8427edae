using FsCheck;
using FsCheck.Fluent;
using Ghn.Tensors.Optimizers;
using Ghn.Tensors.Optimizers.Schedules;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>Optimisers against closed forms, and what holds for all of them.</summary>
public class OptimizerTests
{
    /// <summary>Long enough for several stretches and a part of a vector.</summary>
    private const int Long = 20_011;

    private static readonly Dictionary<string, Func<StateDict, Optimizer>> All = new()
    {
        ["plain SGD"] = parameters => new Sgd(parameters, new SgdOptions(0.1) { WeightDecay = 0.01 }),
        ["SGD"] = parameters => new Sgd(parameters, new SgdOptions(0.1) { Momentum = 0.9, Dampening = 0.3, WeightDecay = 0.01 }),
        ["Nesterov"] = parameters => new Sgd(parameters, new SgdOptions(0.1) { Momentum = 0.9, IsNesterov = true }),
        ["Adam"] = parameters => new Adam(parameters, new AdamOptions { WeightDecay = 0.01 }),
        ["AdamW"] = parameters => new Adam(parameters, new AdamOptions { WeightDecay = 0.01, DecouplesWeightDecay = true }),
        ["AMSGrad"] = parameters => new Adam(parameters, new AdamOptions { IsAmsGrad = true }),
        ["RMSProp"] = parameters => new RmsProp(parameters, new RmsPropOptions { Momentum = 0.9, WeightDecay = 0.01 }),
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    [Fact]
    public void SGD_on_a_parabola_shrinks_geometrically()
    {
        using StateDict parameters = Single(3);
        using var optimizer = new Sgd(parameters, new SgdOptions(0.1));
        for (int step = 0; step < 20; step++)
        {
            optimizer.Step(Single(parameters["x"].Values[0]));
        }

        Assert.Equal(3 * Math.Pow(0.9, 20), parameters["x"].Values[0], 1e-5);
    }

    [Fact]
    public void The_momentum_of_a_constant_gradient_is_a_geometric_sum()
    {
        using StateDict parameters = Single(0);
        using var optimizer = new Sgd(parameters, new SgdOptions(1) { Momentum = 0.5 });
        for (int step = 1; step <= 10; step++)
        {
            optimizer.Step(Single(1));
            Assert.Equal(2 - Math.Pow(0.5, step - 1), optimizer.State["x.momentum"].Values[0], 1e-6);
        }

        // Σ (2 − 2^(1−t)) for t = 1 … 10
        Assert.Equal(-(20 - 2 + Math.Pow(0.5, 9)), parameters["x"].Values[0], 1e-5);
    }

    [Fact]
    public void The_first_step_of_Adam_has_the_length_of_the_rate_whatever_the_gradient()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Choose(-3000, 3000).Where(exponent => exponent != 0).ToArbitrary(),
            number =>
            {
                float gradient = Math.Sign(number) * (float)Math.Pow(10, Math.Abs(number) / 1000.0);
                using StateDict parameters = Single(0);
                using var optimizer = new Adam(parameters, new AdamOptions { LearningRate = 0.5 });
                optimizer.Step(Single(gradient));
                Assert.Equal(-0.5 * Math.Sign(number), parameters["x"].Values[0], 1e-5);
            }));
    }

    [Fact]
    public void Decoupled_decay_goes_on_where_gradients_are_zero()
    {
        using StateDict parameters = Single(2);
        using var optimizer = new Adam(parameters, new AdamOptions { LearningRate = 0.1, WeightDecay = 0.5, DecouplesWeightDecay = true });
        for (int step = 0; step < 30; step++)
        {
            optimizer.Step(Single(0));
        }

        Assert.Equal(2 * Math.Pow(0.95, 30), parameters["x"].Values[0], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_optimiser_finds_the_bottom_of_a_parabola(string name)
    {
        using StateDict parameters = Single(1);
        using Optimizer optimizer = All[name](parameters);
        for (int step = 0; step < 1000; step++)
        {
            optimizer.LearningRate = new CosineSchedule(1000).At(0.02, step);
            optimizer.Step(Single(parameters["x"].Values[0]));
        }

        Assert.Equal(0, parameters["x"].Values[0], 1e-2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_long_parameter_is_updated_as_its_elements_are(string name)
    {
        using StateDict whole = Random(Long, 1);
        using StateDict sample = new();
        int[] places = [0, 15, 16, 4095, 4096, 8191, 8192, Long - 12, Long - 11, Long - 1];
        foreach (int place in places)
        {
            sample.Add($"{place}", Tensor.From<float>([whole["x"].Values[place]], []));
        }

        using Optimizer ofWhole = All[name](whole);
        using Optimizer ofSample = All[name](sample);
        for (int step = 0; step < 4; step++)
        {
            using StateDict gradients = Random(Long, 100 + step);
            StateDict sampled = new();
            foreach (int place in places)
            {
                sampled.Add($"{place}", Tensor.From<float>([gradients["x"].Values[place]], []));
            }

            ofWhole.Step(gradients);
            ofSample.Step(sampled);
        }

        Assert.Equal(places.Select(place => sample[$"{place}"].Values[0]), places.Select(place => whole["x"].Values[place]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_has_no_gradient_is_left_alone(string name)
    {
        using StateDict parameters = new() { { "x", Tensor.From<float>([1f], [1]) }, { "y", Tensor.From<float>([1f], [1]) } };
        using Optimizer optimizer = All[name](parameters);
        optimizer.Step(new StateDict { { "y", Tensor.From<float>([0.5f], [1]) } });
        Assert.Equal(1, parameters["x"].Values[0]);
        Assert.NotEqual(1, parameters["y"].Values[0]);
        foreach ((string entry, Tensor value) in optimizer.State.Where(pair => pair.Key.StartsWith('x')))
        {
            Assert.All(value.Bytes(0, 8).ToArray(), item => Assert.True(item == 0, entry));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        using StateDict parameters = Random(Long, 1);
        using StateDict gradients = Random(Long, 2);
        using Optimizer optimizer = All[name](parameters);
        optimizer.Step(gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step(gradients);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Gradients_of_strangers_and_of_other_shapes_are_refused()
    {
        using StateDict parameters = Single(1);
        using var optimizer = new Sgd(parameters, new SgdOptions(0.1) { Momentum = 0.9 });
        Assert.Contains(
            "gradient of y", Assert.Throws<ArgumentException>(() => optimizer.Step(new StateDict { { "y", Tensor.Zeros([]) } })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Float32 2", Assert.Throws<ArgumentException>(() => optimizer.Step(new StateDict { { "x", Tensor.Zeros([2]) } })).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, parameters["x"].Values[0]);
        Assert.Equal(0, optimizer.State["x.step"].Elements<long>()[0]);
    }

    [Fact]
    public void Only_float32_can_be_optimised()
    {
        using StateDict parameters = new() { { "count", Tensor.Zeros([], ElementType.Int64) } };
        Assert.Contains(
            "count", Assert.Throws<ArgumentException>(() => new Adam(parameters, new AdamOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesterovs_method_needs_momentum()
    {
        using StateDict parameters = Single(1);
        Assert.Throws<ArgumentException>(() => new Sgd(parameters, new SgdOptions(0.1) { IsNesterov = true }));
    }

    internal static Optimizer Create(string name, StateDict parameters) => All[name](parameters);

    internal static StateDict Random(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        return new StateDict { { "x", Tensor.From<float>(values, [count]) } };
    }

    private static StateDict Single(float value) => new() { { "x", Tensor.From<float>([value], []) } };
}
