using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;
using Ghn.Training.FineTuning;

namespace Ghn.Cli.Commands.Finetune;

/// <summary>The options that say what a network is fine-tuned on and judged by.</summary>
internal sealed class FinetuneData
{
    private const int EvaluationBatch = 64;

    /// <summary>The share of a class that is held out for choices, when the user does not say how many.</summary>
    private const int HeldOutShare = 10;

    private readonly DataOption _data = new("The images, such as cifar10:FOLDER: one part to train on, the other to judge by.");

    private readonly Option<int?> _shots = NumberOption.Create(
        "--shots", "Train on so many images of each class, drawn by the seed; as the recipe says, or on all, unless given.", 1,
        int.MaxValue);

    private readonly Option<int?> _heldOut = NumberOption.Create(
        "--held-out", "Hold out so many images of each class to choose by; as the recipe says, as many as --shots, or a tenth, unless "
            + "given.", 1, int.MaxValue);

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_data, _shots, _heldOut];

    /// <summary>What was typed, for a run's manifest.</summary>
    public IEnumerable<(string Key, string? Value)> Describe(ParseResult request) =>
    [
        ("shots", $"{request.GetValue(_shots)}"),
        ("held_out", $"{request.GetValue(_heldOut)}"),
    ];

    /// <inheritdoc cref="DataOption.Files"/>
    public IEnumerable<(string Role, string File)> Files(ParseResult request, string output) => _data.Files(request, output);

    /// <summary>Opens a part of the data set.</summary>
    /// <exception cref="RequestException">There is no such data set.</exception>
    public IImageDataset Open(Terminal terminal, ParseResult request, DataSplit split) => _data.Open(terminal, request, split);

    /// <summary>Divides the images among the trainings of a session.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">What the recipe says, where the request does not.</param>
    /// <param name="all">All images that may be trained on.</param>
    /// <param name="chooses">Whether some have to be held out.</param>
    /// <param name="seed">What the draw depends on.</param>
    /// <exception cref="RequestException">A class has too few images.</exception>
    public DividedImages Divide(ParseResult request, RecipeImages images, IImageDataset all, bool chooses, ulong seed)
    {
        int classes = all.ClassNames.Count;
        int? shots = request.GetValue(_shots) ?? PerClass(images.Labels, classes);
        int heldOut = request.GetValue(_heldOut) ?? PerClass(images.HeldOut, classes) ?? shots
            ?? Math.Max(1, all.Count / classes / HeldOutShare);
        return RequestException.Explaining(
            () => chooses ? DivideHeldOut(images, all, shots, heldOut, seed) : Undivided(Draw(all, shots, seed)),
            reason => $"{reason} Lower --shots or --held-out.");
    }

    private static DividedImages Undivided(IImageDataset images) => new(images, images, images);

    private static DividedImages DivideHeldOut(RecipeImages images, IImageDataset all, int? shots, int heldOut, ulong seed)
    {
        IImageDataset source = images.ReturnsHeldOut ? Draw(all, shots, seed) : all;
        (Subset rest, Subset judges) = Subset.HoldOut(source, heldOut, seed);
        IImageDataset search = images.ReturnsHeldOut ? rest : Draw(rest, shots, seed);
        return new DividedImages(search, judges, images.ReturnsHeldOut ? source : search);
    }

    /// <summary>Batches for a session of trainings.</summary>
    public static FineTuningData Batches(Network network, Recipe recipe, DividedImages images, IImageDataset test)
    {
        Size2d size = (network.InputShape[1], network.InputShape[2]);
        return new FineTuningData(Training(images.Search), ToJudge(images.HeldOut), Training(images.Training), ToJudge(test));

        Func<ulong, IBatchSource> Training(IImageDataset source) => seed => new DataLoader(
            source,
            StandardTransforms.For(source, size, recipe.Augments),
            new DataLoaderOptions { BatchSize = recipe.BatchSize, IsShuffled = true, Seed = seed });

        DataLoader ToJudge(IImageDataset source) => new(
            source, StandardTransforms.For(source, size, isTraining: false), new DataLoaderOptions { BatchSize = EvaluationBatch });
    }

    private static IImageDataset Draw(IImageDataset images, int? shots, ulong seed) =>
        shots is int count ? Subset.PerClass(images, count, seed) : images;

    private static int? PerClass(int? count, int classes) => count is int all ? Math.Max(1, all / classes) : null;
}
