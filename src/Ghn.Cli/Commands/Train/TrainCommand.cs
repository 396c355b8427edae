using System.CommandLine;
using System.Globalization;
using Ghn.Cli.Distribution;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Networks.Execution;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Distribution;
using Ghn.Training.Engine;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Train;

/// <summary><c>ghn train</c>: trains a GHN.</summary>
internal sealed class TrainCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn train --data cifar10:cifar-10-batches-bin
          ghn train --model ghn2 --data cifar10:cifar-10-binary.tar.gz --meta-batch 4 --epochs 20 --run runs/ghn2
          ghn train --from runs/ghn2/ghn.safetensors --data cifar10:cifar-10-batches-bin --lr 1e-4 --epochs 5 --run runs/ghn2-longer
          ghn train --model ghn3-s --without centrality,input-distance --data images:imagenet --archs deepnets1m.bin --run runs/ablation
          mpirun -n 4 --bind-to none ghn train --data cifar10:cifar-10-batches-bin

        The folder of the run gets the GHN (ghn.safetensors), a table (log.csv), an event file for TensorBoard, and checkpoints. After
        Ctrl-C, or a crash, the command continues where it was, and ends with the same GHN; it need only name the data and the folder again.

        --json prints {"model", "parameters", "steps", "epochs", "loss", "top1", "run", "ghn"}; loss and top1 are those of the last step.
        """;

    private const string DefaultRun = "ghn-run";
    private const int ArchitectureCount = 1_000_000;
    private const int DefaultPhotographSize = 224;
    private const int DefaultLogSteps = 20;
    private const int DefaultCheckpointMinutes = 5;

    private readonly DataOption _data = new("The images that networks learn to classify, such as cifar10:FOLDER.");
    private readonly TrainModelOptions _model = new();
    private readonly TrainRecipeOptions _recipe = new();

    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "FILE",
        Description = "Learn on from this GHN, ours or an official checkpoint, not from a random one.",
    };

    private readonly Option<string?> _architectures = new("--archs")
    {
        HelpName = "FILE",
        Description = "Architectures that 'ghn deepnets generate' has written; a million are drawn as they are needed unless given.",
    };

    private readonly Option<long?> _maxParameters = NumberOption.Create(
        "--max-parameters", "Pass architectures of more parameters over: small ones first is faster.", 1, long.MaxValue);

    private readonly Option<int?> _imageSize = NumberOption.Create(
        "--image-size", $"The height and width that images are scaled to (their own if all have the same, else {DefaultPhotographSize}).",
        8,
        1024);

    private readonly Option<string?> _run = CommonOptions.Run($"The folder of the run ({DefaultRun} unless given).");

    private readonly Option<int?> _steps = NumberOption.Create(
        "--steps", "Stop after so many steps in all; the schedule stays that of the epochs.", 1, int.MaxValue);

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of everything random");
    private readonly Option<int?> _logSteps = CommonOptions.LogSteps(DefaultLogSteps);
    private readonly Option<double?> _checkpointMinutes = CommonOptions.CheckpointMinutes(DefaultCheckpointMinutes);
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("text");

    /// <summary>Declares the command.</summary>
    public TrainCommand()
        : base("train", "Trains a graph hypernetwork on images and architectures.", HelpExamples) =>
        Declare([_data, .. Choices, _run, _steps, _logSteps, _checkpointMinutes, _threads, _json]);

    /// <inheritdoc/>
    public override bool IsDistributed => true;

    /// <summary>The options that decide what the training comes to: a folder whose training goes on knows them.</summary>
    private IReadOnlyList<Option> Choices =>
        [.. _model.Declarations, _from, .. _recipe.Declarations, _architectures, _maxParameters, _imageSize, _seed];

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, MpirunGroup group) = context;
        ICommunicator processes = group.Processes;
        terminal.Progress("Reading images");
        IImageDataset images = processes.RunCollectively(() => _data.Open(terminal, request, DataSplit.Train));
        SharedFiles.RequireSame(processes, images);
        using RunFolder? folder = processes.OnFirst(
            () => RunFolder.Open(terminal, request.GetValue(_run) ?? DefaultRun));
        string earlier = processes.Broadcast(folder is null ? string.Empty : string.Join('\n', RunManifest.ArgumentsIn(folder.Directory)));
        ParseResult choices = RunFolder.Earlier(earlier, request, Choices) ?? request;
        int side = choices.GetValue(_imageSize) ?? images.Info.Side ?? DefaultPhotographSize;
        ulong seed = choices.GetValue(_seed) ?? 0;
        using TrainableHyperNetwork ghn = processes.RunCollectively(() => Start(choices, images.ClassNames.Count, side, seed));
        HyperNetworkRecipe recipe = _recipe.Recipe(choices, ghn.Configuration);
        RequireShareOf(recipe.MetaBatch, processes.Size);
        RequireBatch(recipe.BatchSize, images);
        IReadOnlyList<DeepNet> architectures = processes.RunCollectively(() => Architectures(choices));
        using IDisposable? file = architectures as IDisposable;
        SharedFiles.RequireSame(processes, choices.GetValue(_architectures) is string path ? [path] : []);
        RequireMetaBatch(recipe.MetaBatch, architectures);
        var sampler = new MetaBatchSampler(architectures, recipe.MetaBatch, images.ClassNames.Count, side, seed)
        {
            MaxParameters = choices.GetValue(_maxParameters) ?? long.MaxValue,
            AllowsWider = side > ZooOptions.SmallImageSize && ghn.Configuration.Encoder == EncoderKind.Graphormer,
        };
        RequestException.Explaining(sampler.RequireSmallEnough, reason => $"{reason} Raise --max-parameters.");
        var batches = new DataLoader(
            images,
            StandardTransforms.For(images, side, _recipe.Augments(choices)),
            new DataLoaderOptions { BatchSize = recipe.BatchSize, IsShuffled = true, DropsLast = true, Seed = seed });
        using var trainer = new HyperNetworkTrainer(ghn, recipe, sampler, batches, seed, processes);
        trainer.RequireAgreement();
        Dictionary<string, string> origin = new()
        {
            ["training_data"] = images.Name,
            [HyperNetworkCheckpoint.ImageSizeKey] = side.ToString(CultureInfo.InvariantCulture),
            ["training_seed"] = seed.ToString(CultureInfo.InvariantCulture),
            ["training_start"] = choices.GetValue(_from) ?? "random",
            ["program"] = ProgramVersion.WithRevision,
        };
        HyperNetworkRun? run = processes.OnFirst(() =>
        {
            folder!.Claim(Manifest(choices, ghn.Configuration, recipe, seed, images) with
            {
                Arguments = [.. request.Tokens.Select(token => token.Value)],
            });
            return OpenRun(request, trainer, folder, origin);
        });
        trainer.ShareState();
        int until = Math.Min(request.GetValue(_steps) ?? trainer.StepCount, trainer.StepCount);
        if (run is null || folder is null)
        {
            trainer.Run(until);
            return;
        }

        HyperNetworkStep? last = Train(terminal, trainer, run, until, folder, group);
        var report = new TrainReport(trainer, last, folder.KeptPath, folder.Directory.PathOf(HyperNetworkRun.GhnName));
        _json.Print(terminal, request, report.WriteJson, report.WriteText);
    }

    private HyperNetworkRun OpenRun(ParseResult request, HyperNetworkTrainer trainer, RunFolder folder, Dictionary<string,
        string> origin) => new(
        folder.Directory, trainer, request.GetValue(_logSteps) ?? DefaultLogSteps,
        TimeSpan.FromMinutes(request.GetValue(_checkpointMinutes) ?? DefaultCheckpointMinutes), origin);

    private TrainableHyperNetwork Start(ParseResult choices, int classCount, int side, ulong seed)
    {
        if (choices.GetValue(_from) is not string path)
        {
            return TrainableHyperNetwork.Create(_model.Configuration(choices, classCount, side), seed);
        }

        if (_model.Declarations.FirstOrDefault(option => choices.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new RequestException($"--from continues with the GHN of {path} as it is: leave {option.Name} out.");
        }

        WeightsFile.RequireReadable(path);
        using var checkpoint = HyperNetworkCheckpoint.Load(path);
        return checkpoint.Configuration.ClassCount == classCount
            ? TrainableHyperNetwork.From(checkpoint)
            : throw new RequestException(
                $"{path} predicts networks of {checkpoint.Configuration.ClassCount} classes, and the images have {classCount}.");
    }

    private static void RequireShareOf(int metaBatch, int processes)
    {
        if (metaBatch < processes)
        {
            throw new RequestException(
                $"--meta-batch {metaBatch} does not give each of {processes} processes a network. Raise it, or start fewer processes.");
        }
    }

    private static void RequireBatch(int batch, IImageDataset images)
    {
        if (batch > images.Count)
        {
            throw new RequestException(
                $"{images.Name} has {images.Count} images, which do not fill a batch of {batch}: choose --batch {images.Count} or less.");
        }
    }

    private static void RequireMetaBatch(int metaBatch, IReadOnlyList<DeepNet> architectures)
    {
        if (metaBatch > architectures.Count)
        {
            throw new RequestException(
                $"there are {architectures.Count} architectures, too few for --meta-batch {metaBatch}: choose {architectures.Count} or "
                    + "less.");
        }
    }

    private IReadOnlyList<DeepNet> Architectures(ParseResult choices)
    {
        if (choices.GetValue(_architectures) is not string path)
        {
            return new DrawnArchitectures(DeepNetsSplit.Train, seed: 0, ArchitectureCount);
        }

        WeightsFile.RequireReadable(path);
        return DeepNetsFile.Open(path);
    }

    private static HyperNetworkStep? Train(
        Terminal terminal, HyperNetworkTrainer trainer, HyperNetworkRun run, int until, RunFolder folder, MpirunGroup group)
    {
        HyperNetworkStep? last = null;
        terminal.Shutdown.AllowSaving();
        group.SaveOnShutdown(() =>
        {
            run.SaveNow();
            return "the last step is saved";
        });
        return folder.Work(terminal, "saved", () =>
        {
            terminal.EndProgress();
            terminal.Track(
                $"{trainer.Ghn.Configuration.Method}, {trainer.Recipe.MetaBatch} networks a step{group.Description}",
                until,
                "steps",
                tracker => run.Run(
                    until,
                    step =>
                    {
                        last = step;
                        tracker.Show(step.IsSkipped ? "skipped" : $"loss {step.Loss:0.000}, top-1 {step.Accuracy:p1}");
                        tracker.Advance();
                    },
                    group.Cancellation),
                trainer.Step);
            return last;
        });
    }

    private RunManifest Manifest(
        ParseResult choices, HyperNetworkConfiguration configuration, HyperNetworkRecipe recipe, ulong seed, IImageDataset images) => new()
        {
            Request =
            [
                ("augmentation", $"{_recipe.Augments(choices)}"),
                ("image size", $"{choices.GetValue(_imageSize)}"),
                ("architectures", choices.GetValue(_architectures)),
                ("most parameters", $"{choices.GetValue(_maxParameters)}"),
                ("from", choices.GetValue(_from)),
                ("ghn", $"{configuration}"),
                ("recipe", $"{recipe}"),
                ("seed", $"{seed}"),
            ],
            Data = [("training", images)],
        };
}
