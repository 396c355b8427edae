using Ghn.Tensors;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;

namespace Ghn.Training.Tests;

public class RecipeTests
{
    [Fact]
    public void The_grid_is_every_combination()
    {
        var recipe = new Recipe { LearningRates = [0.1, 0.01], WeightDecays = [1e-3, 1e-4, 0], Betas = [] };
        Assert.Equal(6, recipe.Grid.Distinct().Count());
        Assert.Equal((0.01, 1e-3, recipe.Beta), (recipe.Grid[1].LearningRate, recipe.Grid[1].WeightDecay, recipe.Grid[1].Beta));
        Assert.All(recipe.Grid, point => Assert.Equal([point], point.Grid));
    }

    [Fact]
    public void Each_optimiser_of_a_grid_has_its_own_learning_rates()
    {
        Recipe recipe = Recipes.GhnOrth with { Betas = [], FromLayers = [] };
        Assert.Equal((5 + 4) * 5 * 4 * 2, recipe.Grid.Distinct().Count());
        Assert.Equal(5 * 5 * 4 * 2, recipe.Grid.Count(point => point.Optimizer == OptimizerKind.Sgd));
        Assert.DoesNotContain(recipe.Grid, point => point is { Optimizer: OptimizerKind.AdamW, LearningRate: 0.025 });
        Assert.Equal((224, 50, OptimizerKind.Sgd), (recipe.Grid[0].ImageSize, recipe.Grid[0].Epochs, recipe.Grid[0].Optimizer));
        Assert.Equal(4 * recipe.Grid.Count, Recipes.GhnOrth.Grid.Distinct().Count());
    }

    [Fact]
    public void Points_of_a_grid_have_names_of_their_own()
    {
        IReadOnlyList<GridAxis> axes = GridAxis.Of(Recipes.GhnOrth);
        Assert.Equal(
            ["optimizer", "learning rate", "weight decay", "beta", "from layer", "epochs", "image size"], axes.Select(axis => axis.Name));
        string[] names = [.. Recipes.GhnOrth.Grid.Select(point => string.Join('_', axes.Select(axis => axis.Key + axis.ValueOf(point))))];
        Assert.Equal("by-sgd_lr0.025_wd0.0001_beta1e-05_layer0_epochs50_size224", names[0]);
        Assert.Equal(Recipes.GhnOrth.Grid.Count, names.Distinct().Count());
        Assert.Equal(["learning rate", "weight decay"], GridAxis.Of(new Recipe()).Select(axis => axis.Name));
    }

    [Fact]
    public void Steps_count_more_than_epochs()
    {
        Assert.Equal(25, new Recipe { Epochs = 2.5 }.StepCount(10));
        Assert.Equal(1, new Recipe { Epochs = 0.01 }.StepCount(10));
        Assert.Equal(7, new Recipe { Epochs = 2.5, Steps = 7 }.StepCount(10));
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(2999, 0.1)]
    [InlineData(3000, 0.01)]
    [InlineData(5999, 0.01)]
    [InlineData(6000, 0.001)]
    [InlineData(8999, 0.001)]
    public void The_residual_recipe_divides_the_rate_by_ten_after_30_and_60_epochs(int step, double rate) =>
        Assert.Equal(rate, Recipes.ResNet90Epochs.ScheduleOver(100).At(0.1, step), 1e-12);

    [Fact]
    public void A_warm_up_comes_before_the_cosine_that_ends_at_nothing()
    {
        var schedule = (Recipes.Swin90Epochs with { WarmUpEpochs = 5 }).ScheduleOver(100);
        Assert.Equal(0.01, schedule.At(1, 0), 1e-12);
        Assert.Equal(1, schedule.At(1, 500), 1e-12);
        Assert.Equal(0.5, schedule.At(1, 500 + (8500 / 2)), 1e-12);
        Assert.InRange(schedule.At(1, 8999), 0, 1e-6);
    }

    [Fact]
    public void The_transformer_recipe_names_no_warm_up()
    {
        var schedule = Recipes.Swin90Epochs.ScheduleOver(100);
        Assert.Equal(1, schedule.At(1, 0), 1e-12);
        Assert.Equal(0.5, schedule.At(1, 4500), 1e-12);
        Assert.Equal((0, (double?)null), (Recipes.Swin90Epochs.LabelSmoothing, Recipes.Swin90Epochs.MaxGradientNorm));
    }

    [Fact]
    public void A_warm_up_that_would_fill_the_training_leaves_a_step()
    {
        var schedule = new Recipe { Steps = 3, WarmUpEpochs = 5 }.ScheduleOver(10);
        Assert.All(Enumerable.Range(0, 3), step => Assert.InRange(schedule.At(1, step), 0.01, 1));
    }

    [Fact]
    public void Recipes_go_by_name()
    {
        Assert.All(Recipes.All, recipe => Assert.Same(recipe, Recipes.Named(recipe.Name)));
        var error = Assert.Throws<InvalidRequestException>(() => Recipes.Named("resnet"));
        Assert.Contains("there are cifar10-100shot, ghn-orth, fewshot-cifar100, imagenet-tenth, imagenet-1ep, imagenet-10ep, "
            + "resnet-90ep, swin-90ep", error.Message, StringComparison.Ordinal);
    }
}
