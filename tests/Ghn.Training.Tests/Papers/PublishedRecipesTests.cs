using System.Globalization;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Optimization;

namespace Ghn.Training.Tests;

/// <summary>The recipes in code against the table of what the papers set.</summary>
public class PublishedRecipesTests
{
    private const string RatesOf = "rates of ";

    [Fact]
    public void Trainings_of_networks_are_as_the_papers_set_them()
    {
        IReadOnlyList<PublishedRecipes.Setting> settings = PublishedRecipes.Of(nameof(Recipes));
        Assert.All(settings, setting => Assert.Equal(setting.Value, ValueOf(RecipeOf(setting.Recipe), setting.Name)));
        Assert.All(Recipes.All, recipe => Assert.Contains(settings, setting => setting.Recipe == recipe.Name));
    }

    [Fact]
    public void Trainings_of_ghns_are_as_the_papers_set_them()
    {
        IReadOnlyList<PublishedRecipes.Setting> settings = PublishedRecipes.Of(nameof(HyperNetworkRecipes));
        Assert.All(settings, setting => Assert.Equal(setting.Value, ValueOf(HyperNetworkRecipes.All[setting.Recipe], setting.Name)));
        Assert.Equal(HyperNetworkRecipes.All.Keys.Order(), settings.Select(setting => setting.Recipe).Distinct().Order());
    }

    [Fact]
    public void Tenth_and_whole_epochs_of_ImageNet_are_about_as_many_steps_as_the_paper_says()
    {
        const int EpochSteps = 1_281_167 / 128;
        Assert.InRange(Recipes.ImageNetTenth.StepCount(EpochSteps), 990, 1010);
        Assert.InRange(Recipes.ImageNetEpoch.StepCount(EpochSteps), 9900, 10_100);
        Assert.InRange((50_000 / BaselineRecipes.Sgd(1).BatchSize) + 1, 500, 525);
    }

    private static Recipe RecipeOf(string name) => BaselineRecipes.Find(name) ?? Recipes.Named(name);

    private static string ValueOf(Recipe recipe, string setting) => setting switch
    {
        "labels" => $"{recipe.Images.Labels}",
        "held out" => $"{recipe.Images.HeldOut}",
        "held out of the labels" => recipe.Images.ReturnsHeldOut ? "yes" : "no",
        "epochs" => Text(recipe.Lengths, recipe.Epochs),
        "epochs of a step" => Text([], recipe.Schedule.StepEpochs!.Value),
        "optimizer" => $"{recipe.Optimizer}",
        "momentum" => Text([], recipe.Momentum),
        "weight decay" => Text(recipe.WeightDecays, recipe.WeightDecay),
        "image size" => Text([.. recipe.ImageSizes.Select(size => (double)size)], 0),
        "batch" => $"{recipe.BatchSize}",
        "schedule" => $"{recipe.Schedule}",
        "seeds" => $"{recipe.SeedCount}",
        "noise on predicted weights" => recipe.AddsNoise ? Text(recipe.Betas, recipe.Beta) : "none",
        "rates from predicted weights" => Text(recipe.PredictedLearningRates, recipe.LearningRate),
        _ when setting.StartsWith(RatesOf, StringComparison.Ordinal) => RatesIn(
            recipe, Enum.Parse<OptimizerKind>(setting[RatesOf.Length..])),
        _ => throw new ArgumentException($"no recipe has the setting {setting}"),
    };

    private static string RatesIn(Recipe recipe, OptimizerKind kind) =>
        string.Join(", ", recipe.Grid.Where(point => point.Optimizer == kind).Select(point => Text([], point.LearningRate)).Distinct());

    private static string ValueOf(HyperNetworkRecipe recipe, string setting) => setting switch
    {
        "epochs" => $"{recipe.Epochs}",
        "rate" => Text([], recipe.LearningRate),
        "weight decay" => Text([], recipe.WeightDecay),
        "norm penalty" => Text([], recipe.Regularization),
        "batch" => $"{recipe.BatchSize}",
        "meta-batch" => $"{recipe.MetaBatch}",
        "decays after" => string.Join(", ", Enumerable.Range(1, recipe.Epochs - 1).Where(epoch =>
            recipe.LearningRateAt(epoch, stepsPerEpoch: 1) < 0.5 * recipe.LearningRateAt(epoch - 1, stepsPerEpoch: 1))),
        _ => throw new ArgumentException($"no recipe has the setting {setting}"),
    };

    private static string Text(IReadOnlyList<double> choices, double only) => string.Join(
        ", ", (choices.Count > 0 ? choices : [only]).Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
