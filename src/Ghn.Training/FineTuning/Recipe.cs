using Ghn.HyperNetworks.PostProcessing;
using Ghn.Training.Optimization;

namespace Ghn.Training.FineTuning;

/// <summary>How a network is trained, apart from its data and its start; <see cref="Recipes"/> has the papers'.</summary>
public sealed record Recipe : OptimizationRecipe
{
    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>How many times the training images are seen; may be a fraction.</summary>
    public double Epochs { get; init; } = 50;

    /// <summary>How many steps are made, whatever <see cref="Epochs"/> says; null to go by epochs.</summary>
    public int? Steps { get; init; }

    /// <summary>Whether images are cropped and flipped at random.</summary>
    public bool Augments { get; init; } = true;

    /// <summary>The scale of the noise that is added to predicted weights: β of GHN-orth, Eq. 1.</summary>
    public double Beta { get; init; } = 1e-5;

    /// <summary>Whether weights that are predicted and not made orthogonal get the noise, too.</summary>
    public bool AddsNoise { get; init; }

    /// <summary>
    /// The first layer whose predicted weights GHN-orth makes orthogonal (L), by its index in <see cref="GhnOrth.Layers"/>.
    /// </summary>
    public int FromLayer { get; init; }

    /// <summary>The height and width of the images; null for the data's own.</summary>
    public int? ImageSize { get; init; }

    /// <summary>What it is trained on, and what the choices are made by.</summary>
    public RecipeImages Images { get; init; } = new();

    /// <summary>How many times the best choice is trained, each time with another seed.</summary>
    public int SeedCount { get; init; } = 1;

    /// <summary>
    /// Optimisers to choose from by held-out images, each with learning rates of its own; empty to take
    /// <see cref="OptimizationRecipe.Optimizer"/>.
    /// </summary>
    public IReadOnlyList<OptimizerChoice> Optimizers { get; init; } = [];

    /// <summary>
    /// Learning rates to choose from by held-out images; empty to take <see cref="OptimizationRecipe.LearningRate"/>. They do not count
    /// where there are <see cref="Optimizers"/>.
    /// </summary>
    public IReadOnlyList<double> LearningRates { get; init; } = [];

    /// <summary>Learning rates to choose from where weights are predicted, instead of the others; empty for no difference.</summary>
    public IReadOnlyList<double> PredictedLearningRates { get; init; } = [];

    /// <summary>Weight decays to choose from by held-out images; empty to take <see cref="OptimizationRecipe.WeightDecay"/>.</summary>
    public IReadOnlyList<double> WeightDecays { get; init; } = [];

    /// <summary>Scales of noise to choose from by held-out images; empty to take <see cref="Beta"/>.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [];

    /// <summary>First orthogonal layers to choose from by held-out images; empty to take <see cref="FromLayer"/>.</summary>
    public IReadOnlyList<int> FromLayers { get; init; } = [];

    /// <summary>Lengths in epochs to choose from by held-out images; empty to take <see cref="Epochs"/>.</summary>
    public IReadOnlyList<double> Lengths { get; init; } = [];

    /// <summary>Sizes of images to choose from by held-out images; empty to take <see cref="ImageSize"/>.</summary>
    public IReadOnlyList<int> ImageSizes { get; init; } = [];

    /// <summary>Every combination of what there is to choose from; the recipe itself where there is nothing.</summary>
    public IReadOnlyList<Recipe> Grid =>
    [
        .. from imageSize in OrElse([.. ImageSizes.Select(size => (int?)size)], ImageSize)
           from epochs in OrElse(Lengths, Epochs)
           from fromLayer in OrElse(FromLayers, FromLayer)
           from beta in OrElse(Betas, Beta)
           from optimizer in OrElse(Optimizers, new OptimizerChoice(Optimizer, OrElse(LearningRates, LearningRate)))
           from weightDecay in OrElse(WeightDecays, WeightDecay)
           from learningRate in optimizer.LearningRates
           select this with
           {
               ImageSize = imageSize,
               Epochs = epochs,
               FromLayer = fromLayer,
               Beta = beta,
               Optimizer = optimizer.Kind,
               WeightDecay = weightDecay,
               LearningRate = learningRate,
               ImageSizes = [],
               Lengths = [],
               FromLayers = [],
               Betas = [],
               Optimizers = [],
               WeightDecays = [],
               LearningRates = [],
               PredictedLearningRates = [],
           },
    ];

    /// <inheritdoc/>
    public override int StepCount(int epochSteps) => Steps ?? Math.Max(1, (int)Math.Round(Epochs * epochSteps));

    private static IReadOnlyList<T> OrElse<T>(IReadOnlyList<T> choices, T only) => choices.Count > 0 ? choices : [only];
}
