using System.CommandLine;
using System.Diagnostics;
using Ghn.Cli.Distribution;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary><c>ghn eval</c>: how well networks classify images.</summary>
internal sealed class EvalCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn eval resnet18 --data cifar10:cifar-10-batches-bin --ghn ghn2_cifar10.pt
          ghn eval resnet50 vit_b_16 convnext_tiny --data images:imagenet --ghn ghn3xlm16.pt --ensemble
          ghn eval resnet18 --data cifar10:cifar-10-batches-bin --weights resnet18.pt --bn running
          ghn eval resnet50 --data images:imagenet --ghn ghn3xlm16.pt --limit 1000 --json
          ghn eval deepnets:test deepnets:wide --data cifar10:cifar-10-batches-bin --ghn ghn2_cifar10.pt --run runs/ghn2
          ghn eval deepnets:test#0-99 resnet50 --data cifar10:cifar-10-batches-bin --ghn ghn2_cifar10.pt --train sgd:521 --csv test.csv
          mpirun -n 4 --bind-to none ghn eval deepnets:eval --data cifar10:cifar-10-batches-bin --run runs/default

        Batch normalisation goes by the statistics of each batch of 64 images, as in the GHN papers, unless a file of weights comes with
        running statistics. --bn reestimated averages those of training batches first.

        Splits of DeepNets-1M are summed up as in the papers: mean accuracy ± its standard error, and the best network's. Each thread has a
        network of its own. deepnets:eval stands for test, wide, deep, dense, bnfree and predefined (ResNet-50, ViT, DARTS, P-DARTS). With
        --run, the same command continues after Ctrl-C, and networks and trainings may join; the folder's networks.csv has a row for each.
        The processes of an mpirun share the networks. --paper prints the rows of the papers' tables below: on all test images of CIFAR-10
        or ImageNet, in batches of 64.

        --json prints {"data": {"name", "split", "images", "classes"}, "batch", "networks": [{"network", "weights", "image_size",
        "parameters", "bn", "top1", "top5", "loss", "not_finite", "seconds", "images_per_second"}], "ensemble": {"members", "top1", "top5",
        "loss", "not_finite"} or null, "warnings": [text]}; accuracies are shares from 0 to 1. For splits it prints {"data", "batch",
        "splits": [{"split", "weights", "networks", "top1": {"mean", "standard_error", "max"}, "top5", "failed", "seconds"}],
        "networks": [{"split", "index", "weights", "parameters", "nodes", "top1", "top5", "loss", "not_finite", "seconds", "failure"}],
        "paper": [{"split", "table", "weights", "top1" or "top5": {"mean", "spread", "max"}}], "run", "warnings"}.
        """;

    private readonly DataNetworksArgument _networks = new();
    private readonly EvalData _data = new();
    private readonly WeightsOptions _weights = new();
    private readonly BatchNormOptions _batchNorm = new();
    private readonly SplitEvaluation _splits;

    private readonly Option<bool> _ensemble = new("--ensemble")
    {
        Description = "Let the networks classify together, too, by averaged logits.",
    };

    private readonly ThreadsOption _threads = new();

    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public EvalCommand()
        : base("eval", "Finds how well networks with predicted or given weights classify images.", HelpExamples)
    {
        _splits = new SplitEvaluation(_networks, _data, _weights);
        Declare(
        [
            .. _networks.Declarations, .. _data.Declarations, .. _weights.Declarations, .. _batchNorm.Declarations,
            .. _splits.Declarations, _ensemble, _threads, _json,
        ]);
    }

    /// <inheritdoc/>
    public override bool IsDistributed => true;

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, MpirunGroup group) = context;
        if (_splits.IsAskedFor(request))
        {
            RequireForSplits(request);
            SplitReport splits = _splits.Run(terminal, request, group);
            Report(context, splits.Warnings, splits.WriteJson, splits.WriteTable);
            return;
        }

        if (MpirunGroup.IsShared)
        {
            throw new RequestException("single networks are evaluated in one process: call 'ghn eval' without mpirun.");
        }

        EvalReport report = Evaluate(terminal, request);
        Report(context, report.Warnings, report.WriteJson, report.WriteTable);
    }

    private void Report(
        CommandContext context, IReadOnlyList<string> warnings, Action<Terminal> writeJson, Action<TextWriter> writeTable)
    {
        foreach (string warning in warnings)
        {
            context.Terminal.Warn(warning);
        }

        _json.Print(context.Terminal, context.Request, writeJson, writeTable);
    }

    private void RequireForSplits(ParseResult request)
    {
        _batchNorm.RequirePaperProtocol(request);
        if (request.GetValue(_ensemble))
        {
            throw new RequestException("--ensemble is for single networks: leave it out for splits, --run, --csv, --train and --paper.");
        }
    }

    private EvalReport Evaluate(Terminal terminal, ParseResult request)
    {
        _weights.RequireFiles(request);
        terminal.Progress("Reading images");
        IImageDataset images = _data.Open(terminal, request);
        int batchSize = _data.BatchSize(request);
        IReadOnlyList<LoadedNetwork> networks = _networks.Load(request, images);
        using Ensemble? ensemble = request.GetValue(_ensemble) ? new Ensemble() : null;
        using WeightsSource source = _weights.Source(terminal, request, networks);
        var rows = new List<EvalRow>();
        var warnings = new List<string>();
        foreach ((int index, LoadedNetwork asked) in networks.Index())
        {
            using StateDict loaded = source.Load(index, asked);
            (LoadedNetwork fitted, StateDict weights) = source is GivenWeights
                ? _networks.Fit(terminal, request, asked, loaded, source.NameOf(index))
                : (asked, loaded);
            Network network = fitted.Network;
            using Model model = source.Join(index, network, weights);
            BatchNormChoice choice = _batchNorm.Choose(request, weights, network);
            if (choice is { Statistics: BatchNormChoice.Running } && source is GivenWeights)
            {
                StatisticsCheck.Require(
                    source.NameOf(index), network, model.MissingStatistics,
                    $", or use --bn {BatchNormChoice.Batch} or --bn {BatchNormChoice.Reestimated}");
            }

            var options = new DataLoaderOptions { BatchSize = batchSize };
            choice.Prepare(
                terminal, model,
                () => EvalData.Batches(_data.OpenTraining(terminal, request), network, options with { IsShuffled = true }));
            rows.Add(Evaluate(terminal, model, EvalData.Batches(images, network, options), choice, source.NameOf(index), ensemble));
            warnings.AddRange([.. source.WarningsOf(fitted), .. choice.Warnings(network), .. rows[^1].Warnings]);
        }

        return new EvalReport(
            images, _data.Split(request), batchSize, source.Description, rows, ensemble?.Evaluate(), [.. warnings.Distinct()]);
    }

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
        return new EvalRow(model.Network, weights, choice.Statistics, evaluation, Stopwatch.GetElapsedTime(start));
    }
}
