using System.Globalization;
using Ghn.Training.Optimization;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>Recipes as the entries of a <see cref="RunManifest"/>.</summary>
public static class RecipeEntries
{
    /// <summary>What tells a recipe from others. What is as it was before there was a choice is left out, as earlier folders do.</summary>
    public static IReadOnlyList<(string Key, string? Value)> Entries(this Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return
        [
            ("optimizer", recipe.Optimizers.Count > 0 ? string.Join(", ", recipe.Optimizers.Select(Text)) : Text(recipe.Optimizer)),
            ("lr", Text(recipe.LearningRates, recipe.LearningRate)),
            ("wd", Text(recipe.WeightDecays, recipe.WeightDecay)),
            ("beta", Text(recipe.Betas, recipe.Beta)),
            ("momentum", Text(recipe.Momentum)),
            ("schedule", Text(recipe.Schedule)),
            ("step_epochs", Text(recipe.Schedule.StepEpochs ?? TrainingSchedule.Step.StepEpochs)),
            ("warm_up", Text(recipe.WarmUpEpochs)),
            ("length", recipe.Steps is int steps ? $"{Text(steps)} steps" : $"{Text(recipe.Lengths, recipe.Epochs)} epochs"),
            ("batch", Text(recipe.BatchSize)),
            ("label_smoothing", Text(recipe.LabelSmoothing)),
            ("clip", Text(recipe.MaxGradientNorm)),
            ("augmentation", Text(recipe.Augments)),
            .. Unless("0", "from_layer", Text(recipe.FromLayers, recipe.FromLayer)),
            .. Unless("0", "image_sizes", Text(recipe.ImageSizes, recipe.ImageSize ?? 0)),
            .. Unless(Text(false), "noise", Text(recipe.AddsNoise)),
            .. Unless(Text(new RecipeImages()), "images", Text(recipe.Images)),
        ];
    }

    private static IEnumerable<(string Key, string? Value)> Unless(string usual, string key, string value) =>
        value == usual ? [] : [(key, value)];

    private static string Text(OptimizerChoice choice) => $"{choice.Kind} {string.Join(',', choice.LearningRates.Select(Text))}";

    private static string Text<T>(IReadOnlyList<T> choices, T only) =>
        choices.Count > 0 ? string.Join(',', choices.Select(Text)) : Text(only);

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
