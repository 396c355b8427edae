using Ghn.Tensors;
using Ghn.Training.Optimization;

namespace Ghn.Training.FineTuning;

/// <summary>
/// The recipes of the papers, by name. Each setting names the paper and the section that it is from; what the paper leaves open says
/// "ours". GHN-2 is Knyazev et al. (2021), GHN-orth Knyazev (2022), GHN-3 Knyazev et al. (2023).
/// </summary>
public static class Recipes
{
    private const double NoiseOfGhn3 = 1e-5; // GHN-3, 5.2: a small amount of noise against the symmetry of identical parameters
    private const int ThousandLabels = 1000; // GHN-2, 5.3; GHN-orth, 4; GHN-3, 5.3
    private const int ThreeSeeds = 3; // GHN-2, Table 6; GHN-orth, 4; GHN-3, 5.2 and 5.3

    private static readonly double[] SgdRates = [0.025, 0.01, 0.005, 0.0025, 0.001]; // GHN-orth, 4
    private static readonly double[] AdamWRates = [0.004, 0.001, 0.0004, 0.0001]; // GHN-orth, 4
    private static readonly double[] FewShotDecays = [1e-4, 1e-3, 1e-2, 0.05, 0.1]; // GHN-orth, 4

    /// <summary>ImageNet's images to choose by; trainings of the chosen point see them, too, which is ours.</summary>
    private static readonly RecipeImages ImageNet = new()
    {
        HeldOut = 50_000, // GHN-2, 5: validation images among those to train on
        ReturnsHeldOut = true, // ours: GHN-3, 5.1 chooses by the very images that it reports
    };

    /// <summary><c>cifar10-100shot</c>: a hundred labels per class of CIFAR-10 (GHN-2 paper, Section 5.3 and Table 6).</summary>
    public static Recipe Cifar10HundredShot { get; } = new()
    {
        Name = "cifar10-100shot",
        Optimizer = OptimizerKind.Sgd, // GHN-2, Table 6
        Momentum = 0.9, // ours
        LearningRates = SgdRates, // ours: 5.3 says that it is tuned, not among what; GHN-orth's
        WeightDecays = FewShotDecays, // ours, likewise
        Schedule = TrainingSchedule.Cosine, // GHN-orth, 4, of GHN-2
        Epochs = 50, // GHN-2, 5.3
        BatchSize = 96, // GHN-2, 5, of its other trainings on CIFAR-10
        Images = new RecipeImages
        {
            Labels = ThousandLabels,
            HeldOut = 200, // GHN-2, 5.3
            ReturnsHeldOut = true, // held out of the thousand: GHN-2, 5.3; that the final trainings see them is ours
        },
        SeedCount = ThreeSeeds,
    };

    /// <summary>
    /// <c>ghn-orth</c>: the search of GHN-orth on a thousand labels of CIFAR-10 (Section 4 and Table 1), which GHN-3 follows in
    /// its Table 7. Layer L and scale β are chosen for GHN-orth alone.
    /// </summary>
    public static Recipe GhnOrth { get; } = new()
    {
        Name = "ghn-orth",
        Optimizers = [new(OptimizerKind.Sgd, SgdRates), new(OptimizerKind.AdamW, AdamWRates)], // GHN-orth, 4
        Momentum = 0.9, // ours
        WeightDecays = FewShotDecays, // GHN-orth, 4
        Schedule = TrainingSchedule.Cosine, // GHN-orth, 4
        Lengths = [50, 100, 200, 300], // GHN-orth, 4
        ImageSizes = [224, 32], // GHN-orth, 4
        BatchSize = 96, // GHN-orth, 4, for ResNet-50; 48 for ConvNeXt
        FromLayers = [0, 20], // ours: 4 says that L is tuned, not among what
        Betas = [1e-5, 1e-4], // ours, likewise
        Images = new RecipeImages { Labels = ThousandLabels, HeldOut = 5000 }, // GHN-orth, 4
        SeedCount = ThreeSeeds,
    };

    /// <summary>
    /// <c>fewshot-cifar100</c>: a thousand labels of CIFAR-100, tuned as <see cref="GhnOrth"/> is (GHN-3 paper, Section 5.3 and
    /// Table 7). That each class has as many labels, ten, is ours.
    /// </summary>
    public static Recipe FewShotCifar100 { get; } = GhnOrth with { Name = "fewshot-cifar100" };

    /// <summary><c>resnet-90ep</c>: residual networks on ImageNet (GHN-3 paper, Section 5.2 and Table 6).</summary>
    public static Recipe ResNet90Epochs { get; } = new()
    {
        Name = "resnet-90ep",
        Optimizer = OptimizerKind.Sgd, // GHN-3, 5.2
        LearningRate = 0.1, // GHN-3, 5.2
        PredictedLearningRates = [0.1, 0.025, 0.01], // GHN-3, 5.2
        Momentum = 0.9, // GHN-3, 5.2
        WeightDecay = 1e-4, // ours: 5.2 names none
        Schedule = TrainingSchedule.StepEvery(epochs: 30), // GHN-3, 5.2; that it is to a tenth is ours
        Epochs = 90, // GHN-3, 5.2
        BatchSize = 128, // GHN-3, 5.2
        AddsNoise = true,
        Beta = NoiseOfGhn3,
        Images = ImageNet,
        SeedCount = ThreeSeeds,
    };

    /// <summary>
    /// <c>swin-90ep</c>: Swin-T on ImageNet (GHN-3 paper, Section 5.2 and Table 6), which names no warm-up, clipping or smoothing.
    /// </summary>
    public static Recipe Swin90Epochs { get; } = new()
    {
        Name = "swin-90ep",
        Optimizer = OptimizerKind.AdamW, // GHN-3, 5.2
        LearningRates = [1e-3, 6e-4, 3e-4], // GHN-3, 5.2
        WeightDecays = [0.01, 0.05], // GHN-3, 5.2
        Schedule = TrainingSchedule.Cosine, // GHN-3, 5.2
        Epochs = 90, // GHN-3, 5.2
        BatchSize = 512, // GHN-3, 5.2
        AddsNoise = true,
        Beta = NoiseOfGhn3,
        Images = ImageNet,
        SeedCount = ThreeSeeds,
    };

    /// <summary><c>imagenet-tenth</c>: a tenth of an epoch of ImageNet, a thousand steps (GHN-3 paper, Section 5.1 and Table 2).</summary>
    public static Recipe ImageNetTenth { get; } = ImageNetEpochs("imagenet-tenth", 0.1);

    /// <summary><c>imagenet-1ep</c>: an epoch of ImageNet, ten thousand steps (GHN-3 paper, Section 5.1, Tables 2 and 20).</summary>
    public static Recipe ImageNetEpoch { get; } = ImageNetEpochs("imagenet-1ep", 1);

    /// <summary><c>imagenet-10ep</c>: ten epochs of ImageNet (GHN-3 paper, Section 5.1 and Table 20).</summary>
    public static Recipe ImageNetTenEpochs { get; } = ImageNetEpochs("imagenet-10ep", 10);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        Cifar10HundredShot, GhnOrth, FewShotCifar100, ImageNetTenth, ImageNetEpoch, ImageNetTenEpochs, ResNet90Epochs, Swin90Epochs,
    ];

    /// <summary>The recipe called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Recipe Named(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new InvalidRequestException(
            $"There is no recipe called {name}; there are {string.Join(", ", All.Select(recipe => recipe.Name))}.");

    private static Recipe ImageNetEpochs(string name, double epochs) => new()
    {
        Name = name,
        Optimizer = OptimizerKind.Sgd, // GHN-3, 5.1
        LearningRates = [0.4, 0.1, 0.04, 0.01, 0.001], // GHN-3, 5.1; that ten epochs have them, too, is ours
        Momentum = 0.9, // GHN-3, 5.1
        WeightDecay = 3e-5, // GHN-3, 5.1
        Schedule = TrainingSchedule.Cosine, // ours: 5.1 names none
        Epochs = epochs,
        BatchSize = 128, // GHN-3, 5.1
        Images = ImageNet,
    };
}
