using System.CommandLine;
using Ghn.Networks;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary>The options that say what a network is fine-tuned on and judged by.</summary>
internal sealed class FinetuneData
{
    private const int EvaluationBatch = 64;

    /// <summary>The share of a class that is held out for choices, when the user does not say how many.</summary>
    private const int HeldOutShare = 10;

    private readonly DataOption _data = new("The images, such as cifar10:FOLDER: one part to train on, the other to judge by.");

    private readonly Option<int?> _shots = NumberOption.Create(
        "--shots", "Train on so many images of each class, drawn by the seed; on all unless given.", 1, int.MaxValue);

    private readonly Option<int?> _heldOut = NumberOption.Create(
        "--held-out", "Hold out so many images of each class to choose by; as many as --shots, or a tenth, unless given.", 1, int.MaxValue);

    /// <summary>Declares the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data.Declaration);
        command.Add(_shots);
        command.Add(_heldOut);
    }

    /// <summary>What was typed, in words that tell one request from another.</summary>
    public IEnumerable<(string Key, string Value)> Describe(ParseResult request) =>
    [
        ("shots", $"{request.GetValue(_shots)}"),
        ("held_out", $"{request.GetValue(_heldOut)}"),
    ];

    /// <inheritdoc cref="DataOption.Files"/>
    public IEnumerable<(string Role, string File)> Files(ParseResult request, string output) => _data.Files(request, output);

    /// <summary>Opens a part of the data set.</summary>
    /// <exception cref="RequestException">There is no such data set.</exception>
    public IImageDataset Open(Terminal terminal, ParseResult request, DataSplit split) => _data.Open(terminal, request, split);

    /// <summary>The images to train on, and those to choose by if there is anything to choose.</summary>
    /// <param name="request">The request.</param>
    /// <param name="all">All images that may be trained on.</param>
    /// <param name="chooses">Whether some have to be held out.</param>
    /// <param name="seed">What the draw depends on.</param>
    /// <exception cref="RequestException">A class has too few images.</exception>
    public (IImageDataset Training, IImageDataset HeldOut) Divide(ParseResult request, IImageDataset all, bool chooses, ulong seed)
    {
        int? shots = request.GetValue(_shots);
        try
        {
            (IImageDataset training, IImageDataset heldOut) = (all, all);
            if (chooses)
            {
                int count = request.GetValue(_heldOut) ?? shots ?? Math.Max(1, all.Count / all.ClassNames.Count / HeldOutShare);
                (training, heldOut) = Subset.HoldOut(all, count, seed);
            }

            return (shots is int images ? Subset.PerClass(training, images, seed) : training, heldOut);
        }
        catch (ArgumentException error)
        {
            throw new RequestException($"{RequestException.WithoutParameterName(error)} Lower --shots or --held-out.");
        }
    }

    /// <summary>Batches for a session of trainings.</summary>
    public static FineTuningData Batches(Network network, Recipe recipe, IImageDataset training, IImageDataset heldOut, IImageDataset test)
    {
        Size2d size = (network.InputShape[1], network.InputShape[2]);
        return new FineTuningData(
            seed => new DataLoader(
                training,
                StandardTransforms.For(training, size, recipe.Augments),
                new DataLoaderOptions { BatchSize = recipe.BatchSize, IsShuffled = true, Seed = seed }),
            ToJudge(heldOut),
            ToJudge(test));

        DataLoader ToJudge(IImageDataset images) => new(
            images, StandardTransforms.For(images, size, isTraining: false), new DataLoaderOptions { BatchSize = EvaluationBatch });
    }
}
