using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary>The options that say what networks are judged by.</summary>
internal sealed class EvalData
{
    private readonly DataOption _data = new("The images, such as cifar10:FOLDER or images:FOLDER.");

    private readonly Option<string?> _split = ChoiceOption.Create(
        "--split", "The part of the data set (test unless given).",
        [.. Enum.GetNames<DataSplit>().Select(name => name.ToLowerInvariant())]);

    private readonly Option<int?> _batch = NumberOption.Create(
        "--batch", $"How many images a batch has ({new DataLoaderOptions().BatchSize} unless given).", min: 1, max: 1 << 16);

    private readonly Option<int?> _limit = CommonOptions.Limit("Take so many images only.");

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_data, _split, _batch, _limit];

    /// <summary>The part of the data set.</summary>
    public DataSplit Split(ParseResult request) =>
        request.GetValue(_split) is string split ? Enum.Parse<DataSplit>(split, ignoreCase: true) : DataSplit.Test;

    /// <summary>How many images a batch has.</summary>
    public int BatchSize(ParseResult request) => request.GetValue(_batch) ?? new DataLoaderOptions().BatchSize;

    /// <inheritdoc cref="DataOption.Files"/>
    public IEnumerable<(string Role, string File)> Files(ParseResult request, string output) => _data.Files(request, output);

    /// <summary>The images to judge by, in their order.</summary>
    /// <exception cref="RequestException">There is no such data set.</exception>
    public IImageDataset Open(Terminal terminal, ParseResult request) =>
        EvaluationImages.Of(_data.Open(terminal, request, Split(request)), request.GetValue(_limit));

    /// <summary>The images that networks may learn from.</summary>
    /// <exception cref="RequestException">There is no such data set.</exception>
    public IImageDataset OpenTraining(Terminal terminal, ParseResult request) => _data.Open(terminal, request, DataSplit.Train);

    /// <summary>What was typed, for a run's manifest.</summary>
    public IEnumerable<(string Key, string? Value)> Describe(ParseResult request) =>
    [
        ("split", $"{Split(request)}".ToLowerInvariant()),
        ("batch", $"{BatchSize(request)}"),
        ("limit", $"{request.GetValue(_limit)}"),
    ];

    /// <summary>Batches of images as a network takes them.</summary>
    public static DataLoader Batches(IImageDataset images, Network network, DataLoaderOptions options, bool augments = false) =>
        new(images, StandardTransforms.For(images, (network.InputShape[1], network.InputShape[2]), augments), options);
}
