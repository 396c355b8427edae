using System.Globalization;
using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>
/// What the work in a folder comes of: the request, the images, and the arguments that it was asked for with. A folder keeps it, and goes
/// on with the same work only.
/// <code>
/// var manifest = new RunManifest { Request = [.. RunManifest.Of(network), .. RunManifest.Of(recipe), ("seed", "3")] };
/// manifest.Claim(directory);
/// </code>
/// </summary>
public sealed record RunManifest
{
    private const string RequestName = "request.txt";
    private const string DataName = "data.txt";
    private const string ArgumentsName = "arguments.txt";

    /// <summary>
    /// All that decides what the work comes to, images apart. What only one of two requests has an entry for does not matter: it may join.
    /// </summary>
    public IReadOnlyList<(string Key, string? Value)> Request { get; init; } = [];

    /// <summary>
    /// The images, by what they are for; those that only one of two requests has do not matter, nor where they lie.
    /// </summary>
    public IReadOnlyList<(string Purpose, IImageDataset Images)> Data { get; init; } = [];

    /// <summary>The arguments of the command line; those of the first request stay (<see cref="ArgumentsIn"/>).</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How many threads there are, on which the order of sums depends.</summary>
    public static (string Key, string? Value) Threads => ("threads", Text(WorkerPool.ThreadCount));

    /// <summary>What tells a network from others.</summary>
    public static IReadOnlyList<(string Key, string? Value)> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return
        [
            ("network", network.Name),
            ("classes", Text(network.ClassCount)),
            ("image_size", Text(network.InputShape[^1])),
        ];
    }

    /// <summary>What tells a recipe from others. What is as it was before there was a choice is left out, as earlier folders do.</summary>
    public static IReadOnlyList<(string Key, string? Value)> Of(Recipe recipe)
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
            ("step_epochs", Text(recipe.StepEpochs)),
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

    /// <summary>The arguments that the work of a folder was first asked for with; none if nothing has begun.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static IReadOnlyList<string> ArgumentsIn(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.ReadText(ArgumentsName)?.Split('\n') ?? [];
    }

    /// <summary>Makes sure that a folder holds nothing or the same work, and notes down there what is new of this.</summary>
    /// <exception cref="RunMismatchException">The folder belongs to another request, or the images have changed.</exception>
    /// <exception cref="IOException">What the folder tells of its work cannot be read or written.</exception>
    public void Claim(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        new ManifestFile(directory, RequestName).RequireSame(
            Request.Select(entry => ManifestFile.Entry(entry.Key, entry.Value)),
            (was, now) => $"belongs to another request ('{was}', now '{now}')");
        new ManifestFile(directory, DataName).RequireSame(
            from entry in Data
            from part in DatasetFingerprint.Of(entry.Images).Parts
            select ManifestFile.Entry($"{entry.Purpose} {part.Key}", part.Value),
            (was, now) => $"belongs to other images ('{was}', now '{now}')");
        if (Arguments.Count > 0 && ArgumentsIn(directory).Count == 0)
        {
            directory.WriteText(ArgumentsName, string.Join('\n', Arguments));
        }
    }

    private static IEnumerable<(string Key, string? Value)> Unless(string usual, string key, string value) =>
        value == usual ? [] : [(key, value)];

    private static string Text(OptimizerChoice choice) => $"{choice.Kind} {string.Join(',', choice.LearningRates.Select(Text))}";

    private static string Text<T>(IReadOnlyList<T> choices, T only) =>
        choices.Count > 0 ? string.Join(',', choices.Select(Text)) : Text(only);

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
