using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// The gradients of every GHN's parameters against differences of a function of all predicted parameters, whose own gradient is
/// different everywhere. Each parameter is moved along its gradient: only the right one is as steep as it is long.
/// </summary>
public class GradientTests
{
    private const double Tolerance = 0.03;

    /// <summary>A bias that is the same for all logits of a softmax moves nothing.</summary>
    private const string WithoutInfluence = "gnn.0.attn.proj_e.2.bias";

    /// <summary>Small steps drown in rounding, long ones meet the corners of rectifiers: which is which depends on the parameter.</summary>
    private static readonly double[] RelativeSteps = [1e-4, 1e-3, 4e-3];

    public static TheoryData<string> Names() => [.. SmallHyperNetworks.Configurations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_as_steep_as_they_are_long(string name)
    {
        using TrainableHyperNetwork ghn = SmallHyperNetworks.Create(name);
        Network network = SmallHyperNetworks.Network();
        using (var tape = new Tape())
        {
            using DifferentiablePrediction prediction = ghn.Predict(tape, network);
            tape.Backward(WeightedSum(tape, prediction));
        }

        var wrong = new List<string>();
        foreach ((string parameter, Tensor gradient) in ghn.Gradients.Where(entry => entry.Key != WithoutInfluence))
        {
            double length = Math.Sqrt(SquaredNorm.Of(gradient));
            double[] slopes = [.. RelativeSteps.Select(step => Slope(ghn, network, parameter, length, step))];
            if (!slopes.Any(slope => Math.Abs(slope - length) < Tolerance * length))
            {
                wrong.Add(
                    $"{parameter}: {string.Join(", ", slopes.Select(slope => $"{slope:g4}"))} along a gradient of length {length:g4}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Gradients_of_several_networks_add_up_until_they_are_cleared()
    {
        using TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-3");
        for (int pass = 1; pass <= 2; pass++)
        {
            using var tape = new Tape();
            using DifferentiablePrediction prediction = ghn.Predict(tape, SmallHyperNetworks.Network());
            tape.Backward(WeightedSum(tape, prediction));
        }

        float[] twice = ghn.Gradients["ln.weight"].Values.ToArray();
        ghn.ClearGradients();
        Assert.All(ghn.Gradients, entry => Assert.Equal(-1, entry.Value.Values.IndexOfAnyExcept(0f)));
        using (var tape = new Tape())
        {
            using DifferentiablePrediction prediction = ghn.Predict(tape, SmallHyperNetworks.Network());
            tape.Backward(WeightedSum(tape, prediction));
        }

        Assert.Equal(
            twice, ghn.Gradients["ln.weight"].Values.ToArray().Select(value => 2 * value), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Abs(a));
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        int threads = WorkerPool.ThreadCount;
        float[][] gradients = new float[2][];
        try
        {
            for (int i = 0; i < 2; i++)
            {
                WorkerPool.ThreadCount = 1 + (2 * i);
                using TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-3");
                using var tape = new Tape();
                using DifferentiablePrediction prediction = ghn.Predict(tape, SmallHyperNetworks.Network());
                tape.Backward(WeightedSum(tape, prediction));
                gradients[i] = [.. ghn.Gradients.SelectMany(entry => entry.Value.Values.ToArray())];
            }
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }

        Assert.Equal(gradients[0], gradients[1]);
    }

    [Fact]
    public void What_is_learnt_from_equals_what_is_predicted()
    {
        using TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-2");
        Network network = SmallHyperNetworks.Network();
        using var tape = new Tape();
        using DifferentiablePrediction learnt = ghn.Predict(tape, network, seed: 3);
        using Prediction predicted = ghn.Current.Predict(network, new PredictionOptions(Seed: 3));
        Assert.Equal(network.Parameters.Select(entry => entry.Name).Order(), learnt.Parameters.Keys.Order());
        Assert.Equal(network.State.Where(entry => !entry.IsParameter).Select(entry => entry.Name), learnt.Buffers.Names);
        Assert.All(
            learnt.Parameters, entry => Assert.Equal(predicted.Weights[entry.Key].Values.ToArray(), entry.Value.Value.Values.ToArray()));
    }

    /// <summary>The slope along a parameter's gradient, over a step that is short compared with the parameter.</summary>
    private static double Slope(TrainableHyperNetwork ghn, Network network, string parameter, double length, double relativeStep)
    {
        double step = relativeStep * Math.Sqrt(SquaredNorm.Of(ghn.Parameters[parameter]));
        return (Moved(ghn, network, parameter, (float)(step / length)) - Moved(ghn, network, parameter,
            (float)(-step / length))) / (2 * step);
    }

    private static double Moved(TrainableHyperNetwork ghn, Network network, string parameter, float step)
    {
        Tensor values = ghn.Parameters[parameter];
        float[] before = values.Values.ToArray();
        TensorPrimitives.MultiplyAdd(ghn.Gradients[parameter].Values, step, values.Values, values.Values);
        using Prediction prediction = ghn.Current.Predict(network);
        before.CopyTo(values.Values);
        double sum = 0;
        foreach (PredictedParameter entry in prediction.Parameters.Where(
            entry => entry.Origin is ParameterOrigin.Predicted or ParameterOrigin.Tiled))
        {
            using Tensor weights = Weights(entry.Name, entry.Shape);
            ReadOnlySpan<float> predicted = prediction.Weights[entry.Name].Values;
            for (int i = 0; i < predicted.Length; i++)
            {
                sum += (double)weights.Values[i] * predicted[i];
            }
        }

        return sum;
    }

    private static Variable WeightedSum(Tape tape, DifferentiablePrediction prediction)
    {
        Variable? sum = null;
        foreach ((string name, Variable parameter) in prediction.Parameters.Where(entry => prediction.Predicted.Contains(entry.Value)))
        {
            int count = (int)parameter.Shape.ElementCount;
            Variable weights = tape.Constant(Weights(name, [1, count]));
            Variable term = parameter.Reshape([1, count]).Linear(weights, null);
            sum = sum?.Add(term) ?? term;
        }

        return sum!;
    }

    private static Tensor Weights(string name, Shape shape) =>
        Initializer.Normal(1 / Math.Sqrt(shape.ElementCount)).Create(shape, new RandomSource(11, name));
}
