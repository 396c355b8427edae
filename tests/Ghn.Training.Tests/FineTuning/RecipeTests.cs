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
    public void The_transformer_recipe_warms_up_and_ends_at_nothing()
    {
        var schedule = Recipes.Swin90Epochs.ScheduleOver(100);
        Assert.Equal(0.01, schedule.At(1, 0), 1e-12);
        Assert.Equal(1, schedule.At(1, 500), 1e-12);
        Assert.Equal(0.5, schedule.At(1, 500 + (8500 / 2)), 1e-12);
        Assert.InRange(schedule.At(1, 8999), 0, 1e-6);
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
        var error = Assert.Throws<ArgumentException>(() => Recipes.Named("resnet"));
        Assert.Contains("there are cifar10-100shot, ghn-orth, resnet-90ep, swin-90ep", error.Message, StringComparison.Ordinal);
    }
}
