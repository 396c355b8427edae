namespace Ghn.Training.FineTuning;

/// <summary>Of how many images of a data set a recipe is about; the data set may have more.</summary>
public sealed record RecipeImages
{
    /// <summary>How many images are trained on, as many of each class; null for all.</summary>
    public int? Labels { get; init; }

    /// <summary>How many images, as many of each class, the points of a grid are judged by; null where that is left open.</summary>
    public int? HeldOut { get; init; }

    /// <summary>
    /// Whether they are held out of the images that the final trainings see, and trained on again once the choice is made; otherwise
    /// they are images apart.
    /// </summary>
    public bool ReturnsHeldOut { get; init; }
}
