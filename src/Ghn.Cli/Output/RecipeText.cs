using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;

namespace Ghn.Cli.Output;

/// <summary>Recipes, for people.</summary>
internal static class RecipeText
{
    /// <summary>A recipe in a line.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="epochSteps">The number of batches in an epoch.</param>
    public static string Describe(Recipe recipe, int epochSteps)
    {
        string schedule = recipe.Schedule.StepEpochs is double epochs ? $"a tenth every {Number(epochs)} epochs" : recipe.Schedule.Word;
        string warmUp = recipe.WarmUpEpochs > 0 ? $" after {Number(recipe.WarmUpEpochs)} epochs of warm-up" : string.Empty;
        return $"{recipe.Name}: {OptimizerWord(recipe)}, learning rate {Number(recipe.LearningRate)} ({schedule}{warmUp}), "
            + $"weight decay {Number(recipe.WeightDecay)}, {recipe.StepCount(epochSteps)} steps of {recipe.BatchSize} images";
    }

    /// <summary>What changes the weights.</summary>
    public static string OptimizerWord(Recipe recipe) => recipe.Optimizer switch
    {
        OptimizerKind.Sgd => "sgd",
        OptimizerKind.Adam => "adam",
        _ => "adamw",
    };

    /// <summary>A number with as many digits as it needs.</summary>
    public static string Number(double number) => $"{number:g6}";
}
