using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Finetune;

/// <summary><c>ghn finetune</c>: trains a network from an initialisation.</summary>
internal sealed class FinetuneCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn finetune resnet18 --init rand --data cifar10:cifar-10-batches-bin --epochs 10 --lr 0.1 -o resnet18.safetensors
          ghn finetune resnet50 --init ghn-orth --ghn ghn3xlm16.pt --data cifar10:cifar-10-binary.tar.gz \
            --recipe cifar10-100shot --run runs/resnet50
          ghn finetune convnext_tiny --init pretrained.pt --data cifar100:cifar-100-python --optimizer adamw --lr 1e-3,3e-4 \
            --run runs/convnext

        With --run, the folder gets a table (log.csv) and an event file for TensorBoard of each training, and checkpoints: after Ctrl-C, or
        a crash, the same command continues where it was, and ends with the same weights. Without it, only -o FILE remains.

        --json prints {"network", "classes", "image_size", "init", "data": {"training", "test", "images"}, "recipe": {"name", "optimizer",
        "learning_rate", "weight_decay", "beta", "from_layer", "steps", "batch_size"}, "search": [{"optimizer", "learning_rate",
        "weight_decay", "beta", "from_layer", "epochs", "image_size" or null, "top1", "failure"}], "seeds": [{"seed", "steps", "loss",
        "top1", "best_top1", "best_step", "seconds", "images_per_second"}], "top1": {"mean", "standard_deviation"}, "run", "output"}.
        """;

    private readonly DataNetworkArgument _network = new();
    private readonly InitializationOption _start = new();
    private readonly FinetuneData _data = new();
    private readonly RecipeOptions _recipe = new();

    private readonly Option<int?> _seeds = CommonOptions.SeedCount(
        "How many times the training is done (as the recipe says, or once, unless given).");

    private readonly Option<ulong?> _seed = CommonOptions.FirstSeed();
    private readonly Option<string?> _run = CommonOptions.Run("Keep logs and checkpoints, and continue from them.");
    private readonly Option<string?> _output = CommonOptions.Output(
        "Save the first seed's weights, as .safetensors, .pt, .joblib, .npz or .onnx.");

    private readonly Option<int?> _evaluationSteps = NumberOption.Create(
        "--eval-every", "After how many steps, each time, the network is judged; ten times in all unless given.", 1, int.MaxValue);

    private readonly Option<int?> _logSteps = CommonOptions.LogSteps(new TrainingIntervals().LogSteps);
    private readonly Option<double?> _checkpointMinutes = CommonOptions.CheckpointMinutes(
        new TrainingIntervals().CheckpointTime.TotalMinutes);

    private readonly ThreadsOption _threads = new();

    private readonly JsonOption _json = new("tables");

    /// <summary>Declares the command.</summary>
    public FinetuneCommand()
        : base("finetune", "Trains a network on images, from predicted, random or given weights.", HelpExamples) =>
        Declare(
        [
            .. _network.Declarations, .. _start.Declarations, .. _data.Declarations, .. _recipe.Declarations, _seeds, _seed, _run, _output,
            _evaluationSteps, _logSteps, _checkpointMinutes, _threads, _json,
        ]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string? ghnFile = _start.GhnFile(request);
        string? output = request.GetValue(_output);
        if (output is not null)
        {
            WeightsFile.RequireWritable(output, hasNetwork: true);
            IEnumerable<(string, string)> ghnFiles = ghnFile is null ? [] : [("--ghn", ghnFile)];
            OutputGuard.RequireOther(
                output,
                [
                    .. ghnFiles, ("--init", _start.Name(request)), .. _data.Files(request, output),
                    .. NetworkFiles.WithoutReplaced(_network.Files(request), output),
                ]);
        }

        Recipe recipe = _network.Sized(request, _start.Searches(request, _recipe.Recipe(request)));
        using HyperNetwork? ghn = ghnFile is null ? null : GhnOption.Load(terminal, ghnFile);
        Dictionary<int, LoadedNetwork> networks = [];
        Func<Recipe, Initialization> start = _start.StartOf(request, ghn, point => networks[SizeOf(point)]);
        using RunFolder folder = RunFolder.Open(terminal, request.GetValue(_run));
        FineTuningSession session = Prepare(terminal, request, recipe, start, networks, folder);
        LoadedNetwork network = networks[SizeOf(session.Recipe.Grid[0])];
        NetworkWarnings.Print(terminal, network, ghn);
        InitializationOption.Warn(terminal, _start.Name(request), _start.Key(request), network);
        FineTuningOutcome outcome = Train(terminal, session, folder);
        if (output is not null)
        {
            using StateDict trained = StateDict.Load(session.WeightsOf(session.FirstSeed));
            networks[SizeOf(outcome.Recipe)].Save(output, trained, terminal.Interruption);
        }

        var report = new FinetuneReport(session, outcome, _start.Name(request), folder.KeptPath, output);
        _json.Print(terminal, request, report.WriteJson, report.WriteTables);
    }

    private FineTuningSession Prepare(
        Terminal terminal, ParseResult request, Recipe recipe, Func<Recipe, Initialization> start, Dictionary<int, LoadedNetwork> networks,
        RunFolder folder)
    {
        terminal.Progress("Reading images");
        IImageDataset all = _data.Open(terminal, request, DataSplit.Train);
        IImageDataset test = _data.Open(terminal, request, DataSplit.Test);
        IReadOnlyList<Recipe> points = recipe.Grid;
        foreach (Recipe point in points.DistinctBy(SizeOf))
        {
            networks[SizeOf(point)] = _network.Load(request, all, point.ImageSize);
        }

        ulong seed = request.GetValue(_seed) ?? 0;
        DividedImages images = _data.Divide(request, recipe.Images, all, points.Count > 1, seed);
        var session = new FineTuningSession
        {
            Network = NetworkOf,
            Initialization = start,
            Recipe = recipe,
            Data = point => FinetuneData.Batches(NetworkOf(point), point, images, test),
            Directory = folder.Directory,
            FirstSeed = seed,
            SeedCount = request.GetValue(_seeds) ?? recipe.SeedCount,
            Intervals = new TrainingIntervals
            {
                LogSteps = request.GetValue(_logSteps) ?? new TrainingIntervals().LogSteps,
                EvaluationSteps = request.GetValue(_evaluationSteps),
                CheckpointTime = request.GetValue(_checkpointMinutes) is double minutes
                    ? TimeSpan.FromMinutes(minutes)
                    : new TrainingIntervals().CheckpointTime,
            },
            Watch = (title, first, total, train) => Watch(terminal, $"{NetworkOf(points[0]).Name}, {title}", first, total, train),
        };
        folder.Claim(Manifest(request, session) with { Data = [("training", all), ("test", test)] });
        terminal.EndProgress();
        return session;

        Network NetworkOf(Recipe point) => networks[SizeOf(point)].Network;
    }

    /// <summary>What tells the networks of a grid's points apart; 0 for the images' own size.</summary>
    private static int SizeOf(Recipe point) => point.ImageSize ?? 0;

    /// <summary>The number of seeds is not in it: it may grow.</summary>
    private RunManifest Manifest(ParseResult request, FineTuningSession session) => new()
    {
        Request =
        [
            .. RunManifest.Of(session.Network(session.Recipe.Grid[0])),
            ("init", _start.Name(request)),
            ("ghn", _start.GhnFile(request)),
            .. _start.Key(request) is { } key ? [("key", key)] : Array.Empty<(string, string?)>(),
            .. _data.Describe(request),
            .. session.Recipe.Entries(),
            ("seed", $"{session.FirstSeed}"),
            ("eval_every", $"{session.Intervals.EvaluationSteps}"),
            ("log_every", $"{session.Intervals.LogSteps}"),
            RunManifest.Threads,
        ],
    };

    private static FineTuningOutcome Train(Terminal terminal, FineTuningSession session, RunFolder folder)
    {
        terminal.Shutdown.AllowSaving();
        return folder.Work(terminal, "saved", () => session.Run(terminal.Interruption));
    }

    /// <summary>Shows how far a training is.</summary>
    public static void Watch(Terminal terminal, string title, int first, int total, Action<Action<TrainingStep>> train) =>
        terminal.Track(
            title,
            total,
            "steps",
            tracker => train(step =>
            {
                tracker.Advance();
                tracker.Show($"loss {step.Loss:0.000}");
            }),
            first);
}
