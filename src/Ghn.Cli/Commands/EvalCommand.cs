using System.CommandLine;
using System.Diagnostics;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Training;

namespace Ghn.Cli;

/// <summary><c>ghn eval</c>: how well networks classify images.</summary>
internal sealed class EvalCommand
{
    public const string Name = "eval";

    public const string Examples =
        """
        Examples:
          ghn eval resnet18 --data cifar10:cifar-10-batches-bin --ghn ghn2_cifar10.pt
          ghn eval resnet50 vit_b_16 convnext_tiny --data images:imagenet --ghn ghn3xlm16.pt --ensemble
          ghn eval resnet18 --data cifar10:cifar-10-batches-bin --weights resnet18.pt --bn running
          ghn eval resnet50 --data images:imagenet --ghn ghn3xlm16.pt --limit 1000 --json

        Batch normalisation goes by the statistics of each batch of 64 images, as in the GHN papers, unless a file of weights comes with
        running statistics. --bn reestimated averages those of training batches first.

        --json prints {"data": {"name", "split", "images", "classes"}, "batch", "networks": [{"network", "weights", "image_size",
        "parameters", "bn", "top1", "top5", "loss", "not_finite", "seconds", "images_per_second"}], "ensemble": {"members", "top1", "top5",
        "loss", "not_finite"} or null, "warnings": [text]}; accuracies are shares from 0 to 1.
        """;

    private readonly NetworkArgument _networks = new(isPlural: true, goesWithData: true);
    private readonly DataOption _data = new("The images, such as cifar10:FOLDER or images:FOLDER.");
    private readonly WeightsOptions _weights = new();
    private readonly BatchNormOptions _batchNorm = new();

    private readonly Option<string?> _split = WordOption.Create(
        "--split", "The part of the data set (test unless given).", [.. Enum.GetNames<DataSplit>().Select(name => name.ToLowerInvariant())]);

    private readonly Option<int?> _batch = NumberOption.Create(
        "--batch", $"How many images a batch has ({new DataLoaderOptions().BatchSize} unless given).", min: 1, max: 1 << 16);

    private readonly Option<int?> _limit = NumberOption.Create("--limit", "Take so many images only.", min: 1, max: int.MaxValue);
    private readonly Option<bool> _ensemble = new("--ensemble") { Description = "Let the networks classify together, too, by averaged logits." };

    private readonly ThreadsOption _threads = new();

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var eval = new EvalCommand();
        var command = new Command(Name, "Finds how well networks with predicted or given weights classify images.");
        eval._networks.AddTo(command);
        command.Add(eval._data.Declaration);
        eval._weights.AddTo(command);
        eval._batchNorm.AddTo(command);
        Option[] options = [eval._split, eval._batch, eval._limit, eval._ensemble, eval._threads.Declaration, eval._json];
        foreach (Option option in options)
        {
            command.Add(option);
        }

        command.SetAction(request =>
        {
            EvalReport report = eval.Run(terminal, request);
            if (request.GetValue(eval._json))
            {
                report.WriteJson(terminal);
            }
            else
            {
                report.WriteTable(terminal.Output);
            }
        });
        return command;
    }

    private EvalReport Run(Terminal terminal, ParseResult request)
    {
        _threads.Apply(request);

        _weights.RequireFiles(request);
        DataSplit split = request.GetValue(_split) is string word ? Enum.Parse<DataSplit>(word, ignoreCase: true) : DataSplit.Test;
        terminal.Progress("Reading images");
        IImageDataset images = EvaluationImages.Of(_data.Open(request, split), request.GetValue(_limit));
        int batchSize = request.GetValue(_batch) ?? new DataLoaderOptions().BatchSize;
        IReadOnlyList<Network> networks = _networks.NetworksFor(request, images);
        using Ensemble? ensemble = request.GetValue(_ensemble) ? new Ensemble() : null;
        using WeightsSource source = _weights.Source(terminal, request, networks);
        var rows = new List<EvalRow>();
        var warnings = new List<string>();
        foreach ((int index, Network network) in networks.Index())
        {
            using StateDict weights = source.Load(index, network);
            using Model model = source.Join(index, network, weights);
            BatchNormChoice choice = _batchNorm.Choose(request, weights, network);
            try
            {
                choice.Prepare(terminal, model, () => Batches(_data.Open(request, DataSplit.Train), network, batchSize, isShuffled: true));
                rows.Add(Evaluate(terminal, model, Batches(images, network, batchSize), choice, source.NameOf(index), ensemble));
            }
            catch (ArgumentException error)
            {
                throw new RequestException(RequestException.WithoutParameterName(error));
            }

            warnings.AddRange([.. source.WarningsOf(network), .. choice.Warnings(network), .. rows[^1].Warnings]);
        }

        warnings = [.. warnings.Distinct()];
        foreach (string warning in warnings)
        {
            terminal.Warn(warning);
        }

        return new EvalReport(images, split, batchSize, source.Description, rows, ensemble?.Evaluate(), warnings);
    }

    private static DataLoader Batches(IImageDataset images, Network network, int batchSize, bool isShuffled = false) => new(
        images,
        StandardTransforms.For(images, (network.InputShape[1], network.InputShape[2]), isTraining: false),
        new DataLoaderOptions { BatchSize = batchSize, IsShuffled = isShuffled });

    private static EvalRow Evaluate(
        Terminal terminal, Model model, DataLoader batches, BatchNormChoice choice, string weights, Ensemble? ensemble)
    {
        Evaluation evaluation = new ClassificationScore().Evaluation;
        long start = Stopwatch.GetTimestamp();
        terminal.Track($"Evaluating {model.Network.Name}", batches.Dataset.Count, "images", tracker =>
        {
            var options = new EvaluationOptions
            {
                UsesBatchStatistics = choice.UsesBatchStatistics,
                Ensemble = ensemble,
                Progress = soFar =>
                {
                    tracker.Advance(soFar.Count - evaluation.Count);
                    tracker.Show($"top-1 {Quantity.Percent(soFar.Top1)}");
                    evaluation = soFar;
                },
            };
            Evaluator.Evaluate(model, batches, options, terminal.Interruption);
        });
        return new EvalRow(model.Network, weights, choice.Word, evaluation, Stopwatch.GetElapsedTime(start));
    }
}
