using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;

namespace Ghn.Training.Tests;

public class BaselineRecipesTests
{
    [Fact]
    public void Names_stand_for_recipes()
    {
        Assert.Equal(BaselineRecipes.Sgd(782), BaselineRecipes.Find("sgd:782"));
        Assert.Equal(BaselineRecipes.Adam(50), BaselineRecipes.Find("adam:50"));
        Assert.Equal(BaselineRecipes.SgdOnImageNet(9), BaselineRecipes.Find("sgd-imagenet:9"));
        Assert.Equal(("sgd:782", 782), (BaselineRecipes.Sgd(782).Name, BaselineRecipes.Sgd(782).StepCount(epochSteps: 10)));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd:")]
    [InlineData("sgd:0")]
    [InlineData("adam:-5")]
    [InlineData("adam:1.5")]
    [InlineData("adam:5:5")]
    [InlineData("adamw:5")]
    [InlineData("sgd:99999999999")]
    public void Other_names_stand_for_nothing(string name) => Assert.Null(BaselineRecipes.Find(name));

    [Fact]
    public void The_learning_rate_falls_to_zero_over_the_steps()
    {
        Recipe recipe = BaselineRecipes.Sgd(100);
        Assert.Equal(0.025, recipe.ScheduleOver(epochSteps: 7).At(recipe.LearningRate, 0), 1e-12);
        Assert.Equal(0.0125, recipe.ScheduleOver(epochSteps: 7).At(recipe.LearningRate, 50), 1e-12);
        Assert.Equal(0, recipe.ScheduleOver(epochSteps: 7).At(recipe.LearningRate, 100), 1e-12);
    }
}
