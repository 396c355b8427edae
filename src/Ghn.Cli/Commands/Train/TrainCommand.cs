using System.CommandLine;
using System.Globalization;
using Ghn.Cli.Distribution;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Distribution;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Train;

/// <summary><c>ghn train</c>: trains a GHN.</summary>
internal sealed class TrainCommand
{
    public const string Name = "train";

    public const string Examples =
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

    private const string UsualRun = "ghn-run";
    private const int UsualArchitectures = 1_000_000;
    private const int UsualPhotographSize = 224;
    private const int UsualLogSteps = 20;
    private const int UsualCheckpointMinutes = 5;

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

    private readonly Option<long?> _mostParameters = NumberOption.Create(
        "--max-parameters", "Pass architectures of more parameters over: small ones first is faster.", 1, long.MaxValue);

    private readonly Option<int?> _imageSize = NumberOption.Create(
        "--image-size", $"The height and width that images are scaled to (their own if all have the same, else {UsualPhotographSize}).", 8,
        1024);

    private readonly Option<string?> _run = new("--run")
    {
        HelpName = "FOLDER",
        Description = $"The folder of the run ({UsualRun} unless given).",
    };

    private readonly Option<int?> _steps = NumberOption.Create(
        "--steps", "Stop after so many steps in all; the schedule stays that of the epochs.", 1, int.MaxValue);

    private readonly Option<ulong?> _seed = NumberOption.Create(
        "--seed", "The seed of everything random (0 unless given).", ulong.MinValue, ulong.MaxValue);

    private readonly Option<int?> _logSteps = NumberOption.Create(
        "--log-every", $"After how many steps, each time, a row goes into the log ({UsualLogSteps} unless given).", 1, int.MaxValue);

    private readonly Option<double?> _checkpointMinutes = NumberListOption.CreateSingle(
        "--checkpoint-minutes", $"After how many minutes, each time, a checkpoint is saved ({UsualCheckpointMinutes} unless given).", 0,
        1440);

    private readonly ThreadsOption _threads = new();

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of text." };

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal, MpirunGroup group)
    {
        var train = new TrainCommand();
        var command = new Command(Name, "Trains a graph hypernetwork on images and architectures.") { train._data.Declaration };
        Option[] conduct = [train._run, train._steps, train._logSteps, train._checkpointMinutes, train._threads.Declaration, train._json];
        command.AddAll(train.Choices.Concat(conduct));

        command.SetAction(request => train.Train(terminal, request, group));
        return command;
    }

    /// <summary>The options that decide what the training comes to: a folder whose training goes on knows them.</summary>
    private IReadOnlyList<Option> Choices =>
        [.. _model.Declarations, _from, .. _recipe.Declarations, _architectures, _mostParameters, _imageSize, _seed];

    private void Train(Terminal terminal, ParseResult request, MpirunGroup group)
    {
        _threads.Apply(request);
        ICommunicator processes = group.Processes;
        terminal.Progress("Reading images");
        IImageDataset images = processes.Together(() => _data.Open(terminal, request, DataSplit.Train));
        SharedFiles.RequireSame(processes, images);
        using RunFolder? folder = processes.Together(
            () => processes.Rank == 0 ? RunFolder.Open(terminal, request.GetValue(_run) ?? UsualRun) : null);
        string earlier = processes.Broadcast(folder is null ? string.Empty : string.Join('\n', RunManifest.ArgumentsIn(folder.Directory)));
        ParseResult choices = RunFolder.Earlier(earlier, request, Choices) ?? request;
        int side = choices.GetValue(_imageSize) ?? images.Traits.Side ?? UsualPhotographSize;
        ulong seed = choices.GetValue(_seed) ?? 0;
        using TrainableHyperNetwork ghn = processes.Together(() => Start(choices, images.ClassNames.Count, side, seed));
        HyperNetworkRecipe recipe = _recipe.Recipe(choices, ghn.Configuration);
        RequireShareOf(recipe.MetaBatch, processes.Size);
        RequireBatch(recipe.BatchSize, images);
        IReadOnlyList<DeepNet> architectures = processes.Together(() => Architectures(choices));
        using IDisposable? file = architectures as IDisposable;
        SharedFiles.RequireSame(processes, choices.GetValue(_architectures) is string path ? [path] : []);
        RequireMetaBatch(recipe.MetaBatch, architectures);
        var sampler = new MetaBatchSampler(architectures, recipe.MetaBatch, images.ClassNames.Count, side, seed)
        {
            MostParameters = choices.GetValue(_mostParameters) ?? long.MaxValue,
            AllowsWider = side > ZooOptions.SmallImageSize && ghn.Configuration.Encoder == EncoderKind.Graphormer,
        };
        RequireSmallEnough(sampler);
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
        HyperNetworkRun? run = processes.Together(() =>
        {
            folder?.Claim(Manifest(choices, ghn.Configuration, recipe, seed, images) with
            {
                Arguments = [.. request.Tokens.Select(token => token.Value)],
            });
            return folder is null ? null : OpenRun(request, trainer, folder, origin);
        });
        trainer.ShareState();
        int until = Math.Min(request.GetValue(_steps) ?? trainer.StepCount, trainer.StepCount);
        if (run is null || folder is null)
        {
            trainer.Run(until);
            return;
        }

        HyperNetworkStep? last = Train(terminal, trainer, run, until, folder, group);
        Report(terminal, request, trainer, last, folder);
    }

    private HyperNetworkRun OpenRun(ParseResult request, HyperNetworkTrainer trainer, RunFolder folder, Dictionary<string,
        string> origin) => new(
        folder.Directory, trainer, request.GetValue(_logSteps) ?? UsualLogSteps,
        TimeSpan.FromMinutes(request.GetValue(_checkpointMinutes) ?? UsualCheckpointMinutes), origin);

    private TrainableHyperNetwork Start(ParseResult choices, int classCount, int side, ulong seed)
    {
        if (choices.GetValue(_from) is not string path)
        {
            return Create(_model.Configuration(choices, classCount, side), seed);
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

    private static void RequireSmallEnough(MetaBatchSampler sampler)
    {
        try
        {
            sampler.RequireSmallEnough();
        }
        catch (ArgumentException error)
        {
            throw new RequestException($"{error.Message} Raise --max-parameters.");
        }
    }

    private static TrainableHyperNetwork Create(HyperNetworkConfiguration configuration, ulong seed)
    {
        try
        {
            return TrainableHyperNetwork.Create(configuration, seed);
        }
        catch (ArgumentException error)
        {
            throw new RequestException(RequestException.WithoutParameterName(error));
        }
    }

    private IReadOnlyList<DeepNet> Architectures(ParseResult choices)
    {
        if (choices.GetValue(_architectures) is not string path)
        {
            return new DrawnArchitectures(DeepNetsSplit.Train, seed: 0, UsualArchitectures);
        }

        WeightsFile.RequireReadable(path);
        return DeepNetsFile.Open(path);
    }

    private static HyperNetworkStep? Train(
        Terminal terminal, HyperNetworkTrainer trainer, HyperNetworkRun run, int until, RunFolder folder, MpirunGroup group)
    {
        HyperNetworkStep? last = null;
        Interruption.Grace = Interruption.LongGrace;
        group.EndsBy(() =>
        {
            run.SaveNow();
            return "the last step is saved";
        });
        try
        {
            terminal.EndProgress();
            terminal.Track(
                $"{trainer.Ghn.Configuration.Method}, {trainer.Recipe.MetaBatch} networks a step{group.Words}",
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
        }
        catch (Exception error) when (error is OperationCanceledException or ProcessFailedException)
        {
            terminal.Say($"saved in {folder.KeptPath}; the same command continues from there.");
            throw;
        }
    }

    private RunManifest Manifest(
        ParseResult choices, HyperNetworkConfiguration configuration, HyperNetworkRecipe recipe, ulong seed, IImageDataset images) => new()
        {
            Request =
            [
                ("augmentation", $"{_recipe.Augments(choices)}"),
                ("image size", $"{choices.GetValue(_imageSize)}"),
                ("architectures", choices.GetValue(_architectures)),
                ("most parameters", $"{choices.GetValue(_mostParameters)}"),
                ("from", choices.GetValue(_from)),
                ("ghn", $"{configuration}"),
                ("recipe", $"{recipe}"),
                ("seed", $"{seed}"),
            ],
            Data = [("training", images)],
        };

    private void Report(Terminal terminal, ParseResult request, HyperNetworkTrainer trainer, HyperNetworkStep? last, RunFolder folder)
    {
        string file = folder.Directory.PathOf(HyperNetworkRun.GhnName);
        double epochs = (double)trainer.Step * trainer.Recipe.Epochs / trainer.StepCount;
        if (request.GetValue(_json))
        {
            JsonOutput.Write(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteString("model", trainer.Ghn.Configuration.Method);
                json.WriteNumber("parameters", trainer.Ghn.Current.ParameterCount);
                json.WriteNumber("steps", trainer.Step);
                json.WriteNumber("epochs", epochs);
                json.WriteNumberOrNull("loss", last?.Loss);
                json.WriteNumberOrNull("top1", last?.Accuracy);
                json.WriteString("run", folder.KeptPath);
                json.WriteString("ghn", file);
                json.WriteEndObject();
            });
            return;
        }

        string result = last is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", loss {last.Loss:0.000}, top-1 {100 * last.Accuracy:0.0} %");
        terminal.Report.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ConfigurationText.Describe(trainer.Ghn.Configuration)}: {trainer.Step} steps ({epochs:0.##} epochs){result}. Saved to "
                + $"{file}."));
    }
}
