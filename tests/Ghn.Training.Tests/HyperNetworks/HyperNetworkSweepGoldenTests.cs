using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>Losses, gradients and logits of 51 drawn networks with predicted parameters, against the reference's.</summary>
public class HyperNetworkSweepGoldenTests
{
    private const double Tolerance = 1e-5;
    private const double GradientTolerance = 1e-3;

    /// <summary>
    /// Where a value comes within rounding of the corner of a rectifier or of a maximum, gradients jump: a GHN and images that
    /// differ by a few ten-millionths are on the reference's side sooner or later.
    /// </summary>
    private const int Nudges = 30;

    public static TheoryData<string> Names => [.. GoldenSweep.Content.Networks.Keys];

    [Fact]
    public void All_networks_are_covered() => Assert.Equal(51, GoldenSweep.Content.Networks.Count);

    [Fact]
    public void The_GHN_is_the_references()
    {
        using TrainableHyperNetwork ghn = GoldenSweep.Content.Ghn();
        Assert.All(GoldenSweep.Content.Checkpoint, entry =>
        {
            Tensor parameter = ghn.Parameters[entry[0].GetString()!];
            double norm = entry[2].GetDouble();
            Assert.Equal(norm, Math.Sqrt(SquaredNorm.Of(parameter)), 1e-6 * norm);
            Assert.Equal(entry[1].GetDouble(), parameter.Values.ToArray().Sum(value => (double)value), 1e-5 * norm);
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Steps_equal_the_references(string name)
    {
        GoldenSweepEntry golden = GoldenSweep.Content.Networks[name];
        var network = new TrainingArchitecture(golden.TrainedArchitecture.ToNetwork(name: name));
        var errors = new List<double>();
        for (int nudge = 0; nudge < Nudges && (nudge == 0 || errors[^1] > GradientTolerance); nudge++)
        {
            using TrainableHyperNetwork ghn = GoldenSweep.Content.Ghn(nudge);
            using ImageBatch images = GoldenSweep.Content.Images(nudge);
            using var learner = new HyperNetworkLearner(ghn, new HyperNetworkRecipe { Regularization = 3e-5 });
            HyperNetworkStep step = learner.FindGradients([network], images);
            errors.Add(ErrorOfGradients(golden, ghn));
            if (nudge == 0)
            {
                Assert.Equal(golden.Loss, step.Loss, Tolerance * golden.Loss);
                Assert.Equal(golden.SumOfNorms, step.Networks[0].SumOfNorms, Tolerance * golden.SumOfNorms);
                AssertLogits(golden, ghn, images);
            }
        }

        Assert.True(errors[^1] <= GradientTolerance, string.Join(", ", errors));
    }

    private static void AssertLogits(GoldenSweepEntry golden, TrainableHyperNetwork ghn, ImageBatch images)
    {
        Network network = golden.Architecture.ToNetwork();
        using Prediction prediction = ghn.Current.Predict(network);
        using var model = new Model(network, prediction.Weights);
        using Tensor logits = model.Predict(images.Images, ExecutionMode.Evaluation with { UsesBatchStatistics = true });
        float[] expected = [.. golden.Logits.SelectMany(row => row)];
        double scale = Math.Sqrt(expected.Average(value => (double)value * value));
        double error = expected.Zip(logits.Values.ToArray()).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error <= 1e-3 * scale, $"logits are {error:g3} off, of {scale:g3}");
    }

    /// <summary>The greatest difference of the norms of gradients, relative to the norm of all.</summary>
    private static double ErrorOfGradients(GoldenSweepEntry golden, TrainableHyperNetwork ghn)
    {
        double all = Math.Sqrt(ghn.Gradients.Sum(entry => SquaredNorm.Of(entry.Value)));
        return golden.Gradients
            .Select(entry => Math.Abs(entry.Value.Norm - Math.Sqrt(SquaredNorm.Of(ghn.Gradients[entry.Key]))))
            .Append(Math.Abs(golden.GradientNorm - all))
            .Max() / golden.GradientNorm;
    }
}
