using System.CommandLine;
using Ghn.Cli.Commands.Finetune;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;

namespace Ghn.Cli.Commands.Analyze;

/// <summary><c>ghn analyze</c>: what weights look like before any training, for several starts side by side.</summary>
internal sealed class AnalyzeCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn analyze resnet50 --data cifar10:cifar-10-batches-bin
          ghn analyze resnet50 --init rand,orth,ghn --data cifar10:cifar-10-batches-bin -o resnet50-starts
          ghn analyze resnet18 --weights resnet18.pt --input images.npy --labels labels.npy --bn running --json

        For each start: the variance of what comes out of each convolution and linear layer, before normalisation and activation (GHN-3
        paper, Figure 6); how alike the output channels of each are (GHN-orth paper, Figure 2); the norm of the gradient at the start; how
        many weights of the first layer are near zero. Starts are rand and ghn unless named by --init, --weights or --ghn. Without images,
        weights alone are looked at.

        -o writes a folder: layers.csv, variance.svg, correlation.svg, histograms.csv, and filters-START.svg, the first layer's filters as a
        picture.

        --json prints {"network", "batch", "bn", "starts": [{"start", "loss", "gradient_norm", "sparsity_first_layer", "first_layer",
        "layers": [{"name", "activation_variance", "channel_correlation_std", "channel_correlation_std_off_diagonal",
        "constant_channels"}]}]}.
        """;

    private const string BatchStatistics = "batch";
    private const string RunningStatistics = "running";
    private const int DefaultBatch = 64;

    private static readonly string[] DefaultStarts = ["rand", "ghn"];

    private readonly DataNetworkArgument _network = new();

    private readonly Option<string[]> _starts = new("--init")
    {
        HelpName = "START,…",
        Description = $"Starts, with commas between them: {string.Join('|', InitializationOption.Names)}.",
    };

    private readonly Option<string[]> _weights = new("--weights")
    {
        HelpName = "FILE",
        Description = "Weights under PyTorch's names, as a start; it may be repeated.",
    };

    private readonly GhnOption _ghn = new(mayRepeat: "for a start by each");

    private readonly DataOption _data = new("The images, such as cifar10:FOLDER; the first of its test images make the mini-batch.")
    {
        Required = false,
    };

    private readonly Option<int?> _batch = NumberOption.Create(
        "--batch", $"The number of images ({DefaultBatch} unless given).", 1, 1 << 16);

    private readonly Option<string?> _input = new("--input") { HelpName = "FILE", Description = "Images instead of --data, as .npy." };
    private readonly Option<string?> _labels = new("--labels") { HelpName = "FILE", Description = "Their classes, as .npy." };

    private readonly Option<string> _batchNorm = ChoiceOption.CreateWithDefault(
        "--bn", "The statistics that batch normalisation goes by.", BatchStatistics, RunningStatistics);

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of random starts");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "FOLDER",
        Description = "Where to write tables and plots.",
    };

    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public AnalyzeCommand()
        : base("analyze", "Looks into weights before any training: activations, correlations, gradients, filters.", HelpExamples) =>
        Declare(
        [
            .. _network.Declarations, _starts, _weights, _ghn, _data, _batch, _input, _labels, _batchNorm, _seed, _output, _threads, _json,
        ]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        RequireOneBatch(request);
        (LoadedNetwork loaded, MiniBatch? batch) = NetworkAndImages(terminal, request);
        Network network = loaded.Network;
        bool usesBatch = request.GetRequiredValue(_batchNorm) == BatchStatistics;
        var analyzed = new List<AnalyzedStart>();
        foreach ((string name, string? ghnFile, string start) in Starts(request))
        {
            terminal.Progress($"Looking at {network.Name} from {name}");
            using HyperNetwork? ghn = ghnFile is null ? null : GhnOption.Load(terminal, ghnFile);
            InitializationOption.Warn(terminal, start, key: null, loaded);
            Initialization initialization = InitializationOption.StartOf(start, ghn, _ => loaded)(new Recipe());
            StateDict weights = initialization.Create(network, request.GetValue(_seed) ?? 0);
            using var model = new Model(network, weights);
            analyzed.Add(RequestException.Explaining(
                () => AnalyzedStart.Of(name, model, batch, usesBatch), reason => $"{network.Name} from {name}: {reason}"));
        }

        terminal.EndProgress();
        var report = new AnalyzeReport(network, batch, usesBatch, analyzed);
        if (request.GetValue(_output) is { } folder)
        {
            report.WriteFolder(folder);
        }

        foreach (string warning in report.Warnings)
        {
            terminal.Warn(warning);
        }

        _json.Print(terminal, request, report.WriteJson, output => report.WriteTable(output, request.GetValue(_output)));
    }

    private void RequireOneBatch(ParseResult request)
    {
        (string? input, string? labels) = (request.GetValue(_input), request.GetValue(_labels));
        if (input is null != labels is null)
        {
            throw new RequestException("--input gives images and --labels their classes: give both.");
        }

        if (request.GetValue(_data) is not null && input is not null)
        {
            throw new RequestException("--data and --input both give images: leave one of them out.");
        }

        if (request.GetValue(_batch) is not null && request.GetValue(_data) is null)
        {
            throw new RequestException("--batch is for --data.");
        }
    }

    private (LoadedNetwork Network, MiniBatch? Batch) NetworkAndImages(Terminal terminal, ParseResult request)
    {
        if (request.GetValue(_data) is not null)
        {
            terminal.Progress("Reading images");
            int count = request.GetValue(_batch) ?? DefaultBatch;
            IImageDataset images = EvaluationImages.Of(_data.Open(terminal, request, DataSplit.Test), count);
            LoadedNetwork fitting = _network.Load(request, images, imageSize: null);
            Shape shape = fitting.Network.InputShape;
            return (fitting, MiniBatch.First(images, (shape[1], shape[2]), count));
        }

        if (request.GetValue(_input) is not { } input)
        {
            return (_network.Load(request, imageSize: null), null);
        }

        WeightsFile.RequireReadable(input);
        Tensor given = ImagesFile.Read(input);
        if (given.Shape.Rank != 4)
        {
            throw new RequestException($"{input} holds {given}, not images [samples, channels, height, width].");
        }

        LoadedNetwork loaded = _network.Load(request, new Size2d(given.Shape[2], given.Shape[3]));
        return (loaded, MiniBatch.Of(given, request.GetValue(_labels)!, loaded.Network.ClassCount));
    }

    /// <summary>The starts: what to call each, the GHN that it needs, and its name for <see cref="InitializationOption"/>.</summary>
    private (string Name, string? Ghn, string Start)[] Starts(ParseResult request)
    {
        string[] named = [.. (request.GetValue(_starts) ?? []).SelectMany(text => text.Split(','))];
        string[] files = request.GetValue(_weights) ?? [];
        foreach (string file in files)
        {
            WeightsFile.RequireReadable(file);
        }

        bool needsGhn = named.Any(InitializationOption.NeedsGhn);
        if (named.Length + files.Length == 0 && !_ghn.IsGiven(request))
        {
            (named, needsGhn) = (DefaultStarts, true);
        }

        string? own = needsGhn ? _ghn.File(request) : null;
        (string Name, string? Ghn, string Start)[] starts =
        [
            .. named.Select(name => (Path.GetFileName(name), InitializationOption.NeedsGhn(name) ? own : null, name)),
            .. !needsGhn && _ghn.IsGiven(request)
                ? _ghn.Files(request).Select(file => (Path.GetFileName(file), (string?)file, "ghn"))
                : [],
            .. files.Select(file => (Path.GetFileName(file), (string?)null, file)),
        ];
        return starts.GroupBy(start => start.Item1).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new RequestException($"two starts are called {PrintableText.OfName(twice.Key)}: name each once, or rename a file.")
            : starts;
    }
}
