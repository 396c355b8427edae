using System.CommandLine;
using Ghn.Analysis.Measurements;
using Ghn.Analysis.Properties;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Evaluations;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property measure</c>: what networks come to when they are trained for a while.</summary>
internal sealed class PropertyMeasureCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn property measure deepnets:val#0-59 --data cifar10:cifar-10-batches-bin --train sgd:60 --run runs/val -o val.csv
          ghn property measure resnet18 mobilenet_v2 --data images:flowers --train adam:200 -o zoo.csv --json

        Each network starts at random, is trained by the same recipe on the same images, and is judged by test images in batches of 64,
        one network on each thread. The table has the columns of the published ones: val_acc, val_acc_noise (both in percent; noise of
        standard deviation --noise on pixels from 0 to 1), time (seconds to classify the test images on one thread) and converge_time
        (steps until --train-accuracy of 128 training images are classified rightly, looked at every 5 steps). A field is empty where a
        training diverged or never got there. With --run, the same command continues after Ctrl-C, and networks may join.

        --json prints {"train", "images", "networks": [{"network", "val_acc", "val_acc_noise", "time", "converge_time"}], "run"}.
        """;

    private const int CheckedImages = 128;
    private const int DefaultLimit = 1000;
    private const int DefaultSteps = 100;

    private readonly DataNetworksArgument _networks = new();
    private readonly DataOption _data = new("The images, such as cifar10:FOLDER or images:FOLDER.");
    private readonly Option<int?> _limit = CommonOptions.Limit($"Judge by so many test images ({DefaultLimit} unless given).");
    private readonly Option<Recipe?> _training = new("--train")
    {
        HelpName = "RECIPE:N",
        Description = $"How networks are trained: for N steps by sgd, adam or sgd-imagenet (sgd:{DefaultSteps} unless given).",
        CustomParser = result =>
        {
            Recipe? recipe = BaselineRecipes.Find(result.Tokens[0].Value);
            if (recipe is null)
            {
                result.AddError("--train takes sgd:N, adam:N or sgd-imagenet:N with a number of steps, such as sgd:100, not "
                    + $"'{result.Tokens[0].Value}'.");
            }

            return recipe;
        },
    };

    private readonly Option<int?> _batch = NumberOption.Create(
        "--batch", "How many images a training step sees; the recipe's unless given.", min: 2, max: 1 << 16);

    private readonly Option<double?> _noise = NumberListOption.CreateSingle(
        "--noise", "The standard deviation of the noise on pixels from 0 to 1 (0.08 unless given).", 0, 10);

    private readonly Option<double?> _accuracy = NumberListOption.CreateSingle(
        "--train-accuracy", "The percentage of training images from which a network counts as converged (30 unless given).", 0, 100);

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of weights, orders and noise");
    private readonly Option<string?> _run = CommonOptions.Run("Keep the networks that are done, and continue from them.");
    private readonly Option<string?> _output = CommonOptions.Output("Where to write the table, as comma-separated values.");
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public PropertyMeasureCommand()
        : base("measure", "Measures accuracy, robustness, speed and convergence of networks by short trainings.", HelpExamples) =>
        Declare([.. _networks.Declarations, _data, _limit, _training, _batch, _noise, _accuracy, _seed, _run, _output, _threads, _json]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        if (request.GetValue(_output) is { } output)
        {
            OutputPath.RequireFolder(output);
            OutputGuard.RequireOther(output, [.. _data.Files(request, output), .. _networks.Files(request)]);
        }

        terminal.Progress("Reading images");
        IImageDataset training = _data.Open(terminal, request, DataSplit.Train);
        IImageDataset test = EvaluationImages.Of(
            _data.Open(terminal, request, DataSplit.Test), request.GetValue(_limit) ?? DefaultLimit);
        using NetworkSet set = _networks.LoadSet(request, test);
        MeasurementProtocol protocol = Protocol(request);
        using RunFolder folder = RunFolder.Open(terminal, request.GetValue(_run));
        folder.Claim(Manifest(request, protocol, training, test));
        PropertyTable table = Measure(terminal, protocol, Images(protocol, training, test), set, folder);
        if (request.GetValue(_output) is { } path)
        {
            table.Save(path);
        }

        var report = new PropertyMeasureReport(protocol, test, table, folder.KeptPath);
        foreach (string warning in report.Warnings)
        {
            terminal.Warn(warning);
        }

        _json.Print(terminal, request, report.WriteJson, report.WriteTable);
    }

    private MeasurementProtocol Protocol(ParseResult request)
    {
        Recipe recipe = request.GetValue(_training) ?? BaselineRecipes.Sgd(DefaultSteps);
        var usual = new MeasurementProtocol(recipe with { BatchSize = request.GetValue(_batch) ?? recipe.BatchSize });
        return usual with
        {
            NoiseDeviation = request.GetValue(_noise) ?? usual.NoiseDeviation,
            ConvergedAccuracy = request.GetValue(_accuracy) / 100 ?? usual.ConvergedAccuracy,
            Seed = request.GetValue(_seed) ?? usual.Seed,
        };
    }

    private static MeasurementImages Images(MeasurementProtocol protocol, IImageDataset training, IImageDataset test)
    {
        Recipe recipe = protocol.Training;
        var check = EvaluationImages.Of(training, CheckedImages);
        var whole = new DataLoaderOptions { Prefetch = 0 };
        DataLoaderOptions drawn = whole with { BatchSize = recipe.BatchSize, IsShuffled = true, Seed = protocol.Seed };
        return new MeasurementImages(
            network => Batches(training, network, drawn, recipe.Augments),
            network => Batches(check, network, whole, augments: false),
            network => Batches(test, network, whole, augments: false));
    }

    private static DataLoader Batches(IImageDataset images, Network network, DataLoaderOptions options, bool augments) =>
        new(images, StandardTransforms.For(images, (network.InputShape[1], network.InputShape[2]), augments), options);

    /// <summary>Networks are not in it: they may join.</summary>
    private RunManifest Manifest(ParseResult request, MeasurementProtocol protocol, IImageDataset training, IImageDataset test) => new()
    {
        Request =
        [
            .. protocol.Training.Entries(),
            .. _networks.Describe(request),
            ("test_images", $"{test.Count}"),
            ("noise", $"{protocol.NoiseDeviation}"),
            ("train_accuracy", $"{protocol.ConvergedAccuracy}"),
            ("seed", $"{protocol.Seed}"),
        ],
        Data = [("test", test), ("training", training)],
    };

    private static PropertyTable Measure(
        Terminal terminal, MeasurementProtocol protocol, MeasurementImages images, NetworkSet set, RunFolder folder)
    {
        int steps = protocol.Training.StepCount(epochSteps: 1);
        var run = new MeasurementRun(folder.Directory, new PropertyMeter(protocol, images), set.Members);
        terminal.EndProgress();
        return folder.Work(terminal, "measured networks are", () =>
        {
            PropertyTable? table = null;
            int done = run.KeptCount;
            terminal.Track(
                $"Measuring {set.Members.Count} networks",
                (long)set.Members.Count * steps,
                "steps",
                watch => table = run.Run(
                    () => watch.Advance(),
                    properties => watch.Show($"{++done} done, {properties.Network}: {properties.Accuracy:0.0} %"),
                    terminal.Interruption),
                (long)run.KeptCount * steps);
            return table!;
        });
    }
}
