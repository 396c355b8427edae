using System.CommandLine;
using Ghn.Cli.Commands.Eval;
using Ghn.Cli.Commands.Finetune;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Training.Comparisons;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Compare;

/// <summary><c>ghn compare</c>: trains a network from several starts under equal conditions.</summary>
internal sealed class CompareCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn compare resnet18 --inits rand,orth --data cifar10:cifar-10-batches-bin
          ghn compare resnet50 --inits rand,orth,ghn,ghn-orth --ghn ghn3xlm16.pt --data images:imagenet --steps 0,50,500 --seeds 3
          ghn compare resnet18 --inits rand,pretrained.pt --data cifar10:cifar-10-batches-bin --steps 0,20,50,100,200 --lr 0.05

        All starts are trained by the same recipe, for the same steps, on the same batches for the same seed. The folder (--run) gets
        accuracy.csv, accuracy.svg and a file for each training that is over; after Ctrl-C, the same command continues.

        --json prints {"network", "classes", "image_size", "data": {"training", "test", "images"}, "recipe", "bn", "seeds", "starts":
        [{"init", "points": [{"step", "mean", "standard_deviation", "top1": [share]}], "failures": [text]}],
        "paper": [{"table", "init", "points": [{"step", "mean"}]}], "run"}.
        """;

    private const int DefaultSeeds = 3;

    private static readonly int[] DefaultSteps = [0, 50, 500];

    private readonly DataNetworkArgument _network = new();
    private readonly DataOption _data = new("The images, such as cifar10:FOLDER: one part to train on, the other to judge by.");
    private readonly GhnOption _ghn = new();
    private readonly RecipeOptions _recipe = new();

    private readonly Option<string> _starts = new("--inits")
    {
        HelpName = "START,…",
        Description = $"The starts to compare, with commas between them: {string.Join('|', InitializationOption.Names)}.",
        Required = true,
    };

    private readonly Option<int[]?> _steps = NumberListOption.CreateAscending(
        "--steps", $"After how many training steps the networks are judged ({string.Join(',', DefaultSteps)} unless given).");

    private readonly Option<int?> _seeds = CommonOptions.SeedCount($"How many times each start is trained ({DefaultSeeds} unless given).");
    private readonly Option<ulong?> _seed = CommonOptions.FirstSeed();
    private readonly Option<int?> _limit = CommonOptions.Limit("Judge by so many test images only.");
    private readonly Option<string?> _batchNorm = ChoiceOption.Create(
        "--bn",
        $"The statistics that the networks are judged with: each batch's own ({BatchNormChoice.Batch}, unless given), or the running ones.",
        BatchNormChoice.Batch,
        BatchNormChoice.Running);

    private readonly Option<string?> _run = CommonOptions.Run("Where the curves and the trainings go; compare-NETWORK unless given.");
    private readonly Option<bool> _paper = new("--paper") { Description = "Print what the papers report under it, where they train so." };

    private readonly ThreadsOption _threads = new();

    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public CompareCommand()
        : base("compare", "Trains a network from several starts under equal conditions, and compares the accuracies.", HelpExamples) =>
        Declare(
        [
            .. _network.Declarations, _starts, _ghn, _data, .. _recipe.DeclarationsWithoutLength, _steps, _seeds, _seed, _limit,
            _batchNorm, _run, _paper, _threads, _json,
        ]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string[] names = request.GetRequiredValue(_starts).Split(',');
        string? ghnFile = names.Any(InitializationOption.NeedsGhn) ? _ghn.File(request) : null;
        Recipe recipe = _network.Sized(request, _recipe.Recipe(request)) with { Lengths = [], PredictedLearningRates = [] };
        if (recipe.Grid.Count > 1)
        {
            throw new RequestException(
                "a comparison trains by one recipe: give one --lr, --wd and --optimizer, and one --beta, --from-layer and --image-size "
                + "where the recipe has several.");
        }

        using HyperNetwork? ghn = ghnFile is null ? null : GhnOption.Load(terminal, ghnFile);
        LoadedNetwork? loaded = null;
        Func<Recipe, Initialization>[] ways = [.. names.Distinct().Select(name => InitializationOption.StartOf(name, ghn, _ => loaded!))];

        terminal.Progress("Reading images");
        IImageDataset training = _data.Open(terminal, request, DataSplit.Train);
        IImageDataset test = EvaluationImages.Of(_data.Open(terminal, request, DataSplit.Test), request.GetValue(_limit));
        loaded = _network.Load(request, training, recipe.ImageSize);
        Initialization[] starts = [.. ways.Select(way => way(recipe))];
        if (starts.Select(start => start.Name).Distinct().Count() < starts.Length)
        {
            throw new RequestException("two of the starts have the same name: rename one of the files.");
        }

        Network network = loaded.Network;
        using RunFolder folder = RunFolder.Open(terminal, request.GetValue(_run) ?? $"compare-{network.Name}");
        terminal.EndProgress();
        FineTuningData data = FinetuneData.Batches(network, recipe, new DividedImages(training, test, training), test);
        Comparison comparison = Prepare(request, network, recipe, starts, data, folder);
        folder.Claim(Manifest(request, comparison, ghnFile, training, test));
        NetworkWarnings.Print(terminal, loaded, ghn);
        foreach (string name in names.Distinct())
        {
            InitializationOption.Warn(terminal, name, key: null, loaded);
        }

        var report = new CompareReport(comparison, Train(terminal, comparison, folder), request.GetValue(_paper));
        report.WriteCurves();
        _json.Print(terminal, request, report.WriteJson, report.WriteTable);
    }

    private Comparison Prepare(
        ParseResult request, Network network, Recipe recipe, Initialization[] starts, FineTuningData data, RunFolder folder) => new()
        {
            Network = network,
            Initializations = starts,
            Recipe = recipe,
            Steps = request.GetValue(_steps) ?? DefaultSteps,
            Training = data.Training,
            Test = data.Test,
            Directory = folder.Directory,
            SeedCount = request.GetValue(_seeds) ?? DefaultSeeds,
            FirstSeed = request.GetValue(_seed) ?? 0,
            UsesBatchStatistics = request.GetValue(_batchNorm) != BatchNormChoice.Running,
        };

    /// <summary>Starts that are no files may join, and so may seeds.</summary>
    private RunManifest Manifest(
        ParseResult request, Comparison comparison, string? ghnFile, IImageDataset training, IImageDataset test) => new()
        {
            Request =
            [
                .. RunManifest.Of(comparison.Network),
                ("ghn", ghnFile),
                ("files", string.Join(
                    ' ',
                    request.GetRequiredValue(_starts).Split(',').Where(File.Exists).Select(
                        file => $"{file} of {File.GetLastWriteTimeUtc(file):O}"))),
                .. comparison.Recipe.Entries(),
                ("steps", string.Join(',', comparison.Steps)),
                ("limit", $"{request.GetValue(_limit)}"),
                ("batch_statistics", $"{comparison.UsesBatchStatistics}"),
                RunManifest.Threads,
            ],
            Data = [("training", training), ("test", test)],
        };

    private static IReadOnlyList<ComparisonRun> Train(Terminal terminal, Comparison comparison, RunFolder folder)
    {
        return folder.Work(
            terminal, "finished trainings are", () => (comparison with { Watch = Watch }).Run(terminal.Interruption));

        void Watch(Initialization start, ulong seed, int stepsDone, Action<Action<TrainingStep>> train)
        {
            string title = $"{comparison.Network.Name} from {start.Name}, seed {seed}";
            FinetuneCommand.Watch(terminal, title, stepsDone, comparison.Steps[^1], train);
        }
    }
}
