using Ghn.HyperNetworks;
using Ghn.Training.Initializations;

namespace Ghn.Training.Evaluations.Splits;

/// <summary>A way in which networks come by the weights that they are evaluated with.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Initialization">How the weights start.</param>
/// <param name="Training">How they are trained from there; null for not at all.</param>
public sealed record SplitMethod(string Name, Initialization Initialization, BaselineTraining? Training = null)
{
    /// <summary>Weights that a GHN predicts.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="ghn">The GHN, which stays the caller's.</param>
    public static SplitMethod Predicted(string name, HyperNetwork ghn) => new(name, Initialization.Predicted(ghn));

    /// <summary>Weights that start at random, as torchvision's do, and are trained.</summary>
    /// <param name="training">How.</param>
    public static SplitMethod Trained(BaselineTraining training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new SplitMethod(training.Recipe.Name, Initialization.Random, training);
    }

    /// <summary>How many times an image goes through a network, forward or back: what the time that a network takes depends on.</summary>
    /// <param name="testImages">How many images it is judged by.</param>
    public long PassesFor(int testImages) => testImages + ((Training?.Recipe.Steps ?? 0) * (Training?.PassesPerStep ?? 0));
}
