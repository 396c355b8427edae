using System.Globalization;

namespace Ghn.Training.FineTuning;

/// <summary>Something that the points of a recipe's grid differ in.</summary>
/// <param name="Key">What it is called in the names of folders: <c>lr</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="ValueOf">Its value at a point.</param>
public sealed record GridAxis(string Key, string Name, Func<Recipe, string> ValueOf)
{
    /// <summary>The axes of a recipe's grid. Learning rate and weight decay are always among them.</summary>
    public static IReadOnlyList<GridAxis> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return
        [
            .. IfSeveral(recipe.Optimizers, new GridAxis("by-", "optimizer", point => point.Optimizer.ToString().ToLowerInvariant())),
            new GridAxis("lr", "learning rate", point => Text(point.LearningRate)),
            new GridAxis("wd", "weight decay", point => Text(point.WeightDecay)),
            .. IfSeveral(recipe.Betas, new GridAxis("beta", "beta", point => Text(point.Beta))),
            .. IfSeveral(recipe.FromLayers, new GridAxis("layer", "from layer", point => Text(point.FromLayer))),
            .. IfSeveral(recipe.Lengths, new GridAxis("epochs", "epochs", point => Text(point.Epochs))),
            .. IfSeveral(recipe.ImageSizes, new GridAxis("size", "image size", point => Text(point.ImageSize ?? 0))),
        ];
    }

    private static IEnumerable<GridAxis> IfSeveral<T>(IReadOnlyList<T> choices, GridAxis axis) => choices.Count > 1 ? [axis] : [];

    private static string Text(double number) => number.ToString("g6", CultureInfo.InvariantCulture);
}
