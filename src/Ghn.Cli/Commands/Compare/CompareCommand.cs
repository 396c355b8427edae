using System.CommandLine;
using Ghn.Cli.Commands.Eval;
using Ghn.Cli.Commands.Finetune;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Training.Comparisons;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Compare;

/// <summary><c>ghn compare</c>: trains a network from several starts under equal conditions.</summary>
internal sealed class CompareCommand
{
    public const string Name = "compare";

    public const string Examples =
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

    private readonly NetworkArgument _network = new(goesWithData: true);
    private readonly DataOption _data = new("The images, such as cifar10:FOLDER: one part to train on, the other to judge by.");
    private readonly GhnOption _ghn = new();
    private readonly RecipeOptions _recipe = new();

    private readonly Option<string> _starts = new("--inits")
    {
        HelpName = "START,…",
        Description = $"The starts to compare, with commas between them: {string.Join('|', InitializationOption.Words)}.",
        Required = true,
    };

    private readonly Option<int[]?> _steps = NumberListOption.CreateAscending(
        "--steps", $"After how many training steps the networks are judged ({string.Join(',', DefaultSteps)} unless given).");

    private readonly Option<int?> _seeds = NumberOption.Create(
        "--seeds", $"How many times each start is trained ({DefaultSeeds} unless given).", 1, 10_000);

    private readonly Option<ulong?> _seed = NumberOption.Create(
        "--seed", "The first seed, of everything random (0 unless given).", ulong.MinValue, ulong.MaxValue - 10_000);

    private readonly Option<int?> _limit = NumberOption.Create("--limit", "Judge by so many test images only.", 1, int.MaxValue);

    private readonly Option<string?> _batchNorm = WordOption.Create(
        "--bn",
        $"The statistics that the networks are judged with: each batch's own ({BatchNormChoice.Batch}, unless given), or the running ones.",
        BatchNormChoice.Batch,
        BatchNormChoice.Running);

    private readonly Option<string?> _run = new("--run")
    {
        HelpName = "FOLDER",
        Description = "Where the curves and the trainings go; compare-NETWORK unless given.",
    };

    private readonly Option<bool> _paper = new("--paper") { Description = "Print what the papers report under it, where they train so." };

    private readonly ThreadsOption _threads = new();

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var compare = new CompareCommand();
        var command = new Command(Name, "Trains a network from several starts under equal conditions, and compares the accuracies.");
        compare._network.AddTo(command);
        command.Add(compare._starts);
        command.Add(compare._ghn.Declaration);
        command.Add(compare._data.Declaration);
        compare._recipe.AddTo(command, hasLength: false);
        command.AddAll(
        [
            compare._steps, compare._seeds, compare._seed, compare._limit, compare._batchNorm, compare._run,
            compare._paper, compare._threads.Declaration, compare._json,
        ]);

        command.SetAction(request => compare.Run(terminal, request));
        return command;
    }

    private void Run(Terminal terminal, ParseResult request)
    {
        _threads.Apply(request);

        string[] words = request.GetRequiredValue(_starts).Split(',');
        string? ghnFile = words.Any(InitializationOption.NeedsGhn) ? _ghn.File(request) : null;
        Recipe recipe = _network.Sized(request, _recipe.Recipe(request)) with { Lengths = [], PredictedLearningRates = [] };
        if (recipe.Grid.Count > 1)
        {
            throw new RequestException(
                "a comparison trains by one recipe: give one --lr, --wd and --optimizer, and one --beta, --from-layer and --image-size "
                + "where the recipe has several.");
        }

        using HyperNetwork? ghn = ghnFile is null ? null : GhnOption.Load(terminal, ghnFile);
        LoadedNetwork? loaded = null;
        Func<Recipe, Initialization>[] ways = [.. words.Distinct().Select(word => InitializationOption.StartOf(word, ghn, _ => loaded!))];

        terminal.Progress("Reading images");
        IImageDataset training = _data.Open(terminal, request, DataSplit.Train);
        IImageDataset test = EvaluationImages.Of(_data.Open(terminal, request, DataSplit.Test), request.GetValue(_limit));
        loaded = _network.NetworkFor(request, training, recipe.ImageSize);
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
        foreach (string word in words.Distinct())
        {
            InitializationOption.Warn(terminal, word, key: null, loaded);
        }

        var report = new CompareReport(comparison, Train(terminal, comparison), request.GetValue(_paper));
        report.WriteCurves();
        if (request.GetValue(_json))
        {
            report.WriteJson(terminal);
        }
        else
        {
            report.WriteTable(terminal.Report);
        }
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

    private static IReadOnlyList<ComparisonRun> Train(Terminal terminal, Comparison comparison)
    {
        try
        {
            return (comparison with { Watch = Watch }).Run(terminal.Interruption);
        }
        catch (OperationCanceledException)
        {
            terminal.Say($"finished trainings are in {comparison.Directory.Path}; the same command continues from there.");
            throw;
        }
        catch (ArgumentException error)
        {
            throw new RequestException(RequestException.WithoutParameterName(error));
        }

        void Watch(Initialization start, ulong seed, Action<Action<TrainingStep>> train)
        {
            string title = $"{comparison.Network.Name} from {start.Name}, seed {seed}";
            FinetuneCommand.Watch(terminal, title, 0, comparison.Steps[^1], train);
        }
    }
}
