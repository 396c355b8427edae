using Ghn.Networks;
using Ghn.Training.Data;
using Ghn.Training.FineTuning;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>How networks are trained that predicted weights are compared with.</summary>
/// <param name="Recipe">The recipe, with a number of steps; <see cref="BaselineRecipes"/> has the usual ones.</param>
/// <param name="Images">Opens the images to train on for a network, the same for each.</param>
public sealed record BaselineTraining(Recipe Recipe, Func<Network, IBatchSource> Images)
{
    /// <summary>A backward pass costs about twice a forward pass.</summary>
    private const int PassesPerImage = 3;

    /// <summary>How many times an image goes through the network in a step, forward or back.</summary>
    public long PassesPerStep => (long)PassesPerImage * Recipe.BatchSize;
}
