namespace Ghn.Training;

/// <summary>
/// The recipes of the papers, by name. What a paper leaves open is filled with what is usual; docs/fine-tuning.md says what that is.
/// </summary>
public static class Recipes
{
    /// <summary>
    /// <c>cifar10-100shot</c>: a hundred labels per class, as in the GHN-2 paper's transfer experiment (Knyazev et al., 2021). Learning
    /// rate and weight decay are chosen on held-out images.
    /// </summary>
    public static Recipe Cifar10HundredShot { get; } = new()
    {
        Name = "cifar10-100shot",
        Epochs = 50,
        BatchSize = 128,
        Schedule = ScheduleKind.Cosine,
        LearningRates = [0.1, 0.025, 0.01, 0.0025],
        WeightDecays = [1e-3, 1e-4],
    };

    /// <summary>
    /// <c>ghn-orth</c>: the search of GHN-orth (Knyazev, 2022) on all images of CIFAR-10: the scale of the noise, the learning rate and
    /// the weight decay are chosen on held-out images. Its longest trainings see the images 300 times.
    /// </summary>
    public static Recipe GhnOrth { get; } = new()
    {
        Name = "ghn-orth",
        Epochs = 300,
        BatchSize = 128,
        Schedule = ScheduleKind.Cosine,
        LearningRates = [0.1, 0.025, 0.01],
        WeightDecays = [1e-3, 1e-4],
        Betas = [1e-5, 3e-5],
    };

    /// <summary><c>resnet-90ep</c>: residual networks on ImageNet (He et al., 2015; torchvision's reference).</summary>
    public static Recipe ResNet90Epochs { get; } = new()
    {
        Name = "resnet-90ep",
        Epochs = 90,
        BatchSize = 256,
        LearningRate = 0.1,
        WeightDecay = 1e-4,
        Schedule = ScheduleKind.Step,
        StepEpochs = 30,
    };

    /// <summary><c>swin-90ep</c>: transformers on ImageNet, by AdamW with a warm-up (Liu et al., 2021, but for 90 epochs).</summary>
    public static Recipe Swin90Epochs { get; } = new()
    {
        Name = "swin-90ep",
        Epochs = 90,
        BatchSize = 256,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 2.5e-4,
        WeightDecay = 0.05,
        Schedule = ScheduleKind.Cosine,
        WarmUpEpochs = 5,
        LabelSmoothing = 0.1,
        MaxGradientNorm = 5,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [Cifar10HundredShot, GhnOrth, ResNet90Epochs, Swin90Epochs];

    /// <summary>The recipe called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Recipe Named(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new ArgumentException(
            $"There is no recipe called {name}; there are {string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}
