using System.CommandLine;
using Ghn.Cli.Distribution;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Distribution;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Eval;

/// <summary>What <c>ghn eval</c> does with whole splits: it evaluates many networks, one on each thread, and sums them up.</summary>
internal sealed class SplitEvaluation(DataNetworksArgument networks, EvalData data, WeightsOptions weights)
{
    private readonly Option<Recipe[]> _trainings = new("--train")
    {
        HelpName = "RECIPE:N",
        Description = "Splits: train the same networks from random weights for N steps, too, by sgd, adam or sgd-imagenet; may be "
            + "repeated.",
        CustomParser = result =>
        {
            Recipe?[] recipes = [.. result.Tokens.Select(token => BaselineRecipes.Find(token.Value))];
            int unknown = Array.IndexOf(recipes, null);
            if (unknown < 0)
            {
                return [.. recipes.Select(recipe => recipe!).DistinctBy(recipe => recipe.Name)];
            }

            result.AddError("--train takes sgd:N, adam:N or sgd-imagenet:N with a number of steps, such as sgd:521, not "
                + $"'{result.Tokens[unknown].Value}'.");
            return [];
        },
    };

    private readonly Option<string?> _run = CommonOptions.Run("Splits: keep the networks that are done, and continue from them.");

    private readonly Option<string?> _table = new("--csv")
    {
        HelpName = "FILE",
        Description = "Splits: write a table with a row for each network.",
    };

    private readonly Option<bool> _paper = new("--paper")
    {
        Description = "Splits: print what the papers report under it, where they judge so.",
    };

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_trainings, _run, _table, _paper];

    /// <summary>Whether a request is about splits.</summary>
    public bool IsAskedFor(ParseResult request) => networks.NamesSeveral(request) || Trainings(request).Length > 0
        || request.GetValue(_run) is not null || request.GetValue(_table) is not null || request.GetValue(_paper);

    /// <summary>Evaluates networks, together with the other processes of an mpirun.</summary>
    /// <exception cref="RequestException">The request cannot be carried out.</exception>
    public SplitReport Run(Terminal terminal, ParseResult request, MpirunGroup group)
    {
        ICommunicator processes = group.Processes;
        IReadOnlyList<string> files = processes.RunCollectively(() => weights.FilesOfPredictions(request));
        processes.OnFirst(() =>
        {
            if (request.GetValue(_table) is { } path)
            {
                OutputPath.RequireFolder(path);
                OutputGuard.RequireOther(
                    path, [.. files.Select(file => ("--ghn", file)), .. data.Files(request, path), .. networks.Files(request)]);
            }
        });
        terminal.Progress("Reading images");
        IImageDataset images = processes.RunCollectively(() => data.Open(terminal, request));
        SharedFiles.RequireSame(processes, images);
        IImageDataset? training = processes.RunCollectively(
            () => Trainings(request).Length > 0 ? data.OpenTraining(terminal, request) : null);
        if (training is not null)
        {
            SharedFiles.RequireSame(processes, training);
        }

        using NetworkSet set = processes.RunCollectively(() => networks.LoadSet(request, images));
        SharedFiles.RequireSame(processes, [.. files, .. set.Files]);
        using RunFolder? folder = processes.OnFirst(
            () => OpenFolder(terminal, request, images, training, [.. files, .. set.Files]));
        HyperNetwork[] ghns = processes.RunCollectively(() => files.Select(file => GhnOption.Load(terminal, file)).ToArray());
        try
        {
            SplitMethod[] methods = [.. files.Zip(ghns, SplitMethod.Predicted), .. Baselines(training, request)];
            IReadOnlyList<SplitScore> scores = Evaluate(terminal, request, images, set.Members, methods, folder, group);
            var report = new SplitReport(
                images, data.Split(request), data.BatchSize(request), set.ClassCount, methods, scores, folder?.KeptPath)
            {
                ShowsPaper = request.GetValue(_paper),
                Ghns = [.. files.Zip(ghns, (file, ghn) => (file, ghn.Configuration))],
            };
            if (processes.Rank == 0 && request.GetValue(_table) is { } table)
            {
                report.WriteNetworks(table);
            }

            return report;
        }
        finally
        {
            Array.ForEach(ghns, ghn => ghn.Dispose());
        }
    }

    private RunFolder? OpenFolder(
        Terminal terminal, ParseResult request, IImageDataset images, IImageDataset? training, IReadOnlyList<string> files)
    {
        if (request.GetValue(_run) is not string path)
        {
            return null;
        }

        RunFolder folder = RunFolder.Open(terminal, path);
        try
        {
            folder.Claim(Manifest(request, images, training, files));
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private Recipe[] Trainings(ParseResult request) => request.GetValue(_trainings) ?? [];

    private IEnumerable<SplitMethod> Baselines(IImageDataset? images, ParseResult request) => Trainings(request).Select(recipe =>
    {
        var options = new DataLoaderOptions { BatchSize = recipe.BatchSize, IsShuffled = true, Seed = weights.Seed(request), Prefetch = 0 };
        return SplitMethod.Trained(
            new BaselineTraining(recipe, network => EvalData.Batches(images!, network, options, recipe.Augments)));
    });

    /// <summary>Networks, GHNs and trainings are not in it: they may join.</summary>
    private RunManifest Manifest(ParseResult request, IImageDataset images, IImageDataset? training, IReadOnlyList<string> files) => new()
    {
        Request =
        [
            .. data.Describe(request),
            .. networks.Describe(request),
            ("seed", $"{weights.Seed(request)}"),
            .. files.Select(file => ($"file {file}", $"of {File.GetLastWriteTimeUtc(file):O}")),
        ],
        Data = training is null ? [("test", images)] : [("test", images), ("training", training)],
    };

    private IReadOnlyList<SplitScore> Evaluate(
        Terminal terminal,
        ParseResult request,
        IImageDataset images,
        IReadOnlyList<EvaluatedArchitecture> members,
        SplitMethod[] methods,
        RunFolder? folder,
        MpirunGroup group)
    {
        var options = new DataLoaderOptions { BatchSize = data.BatchSize(request), Prefetch = 0 };
        IProgressTracker? tracker = null;
        var evaluator = new SplitEvaluator(network => EvalData.Batches(images, network, options))
        {
            Seed = weights.Seed(request),
            Processes = group.Processes,
            Progress = passes => tracker?.Advance(passes),
        };
        terminal.Shutdown.AllowSaving();
        return folder is null ? Work() : folder.Work(terminal, "finished networks are", Work);

        IReadOnlyList<SplitScore> Work()
        {
            var run = new SplitRun(folder?.Directory, evaluator, members, methods);
            if (folder is not null)
            {
                group.SaveOnShutdown(() => $"finished networks are in {folder.KeptPath}");
            }

            IReadOnlyList<SplitScore>? scores = null;
            List<SplitScore> done = [.. run.Kept];
            Dictionary<string, long> passes = methods.ToDictionary(method => method.Name, method => method.PassesFor(images.Count));
            terminal.EndProgress();
            terminal.Track(
                $"Evaluating {members.Count} networks{group.Description}",
                members.Count * passes.Values.Sum(),
                methods.Length > 1 ? "passes" : "images",
                watch =>
                {
                    tracker = watch;
                    scores = run.Run(
                        score =>
                        {
                            done.Add(score);
                            watch.Show($"{done.Count} done, top-1 {Quantity.Percent(done.Average(entry => entry.Evaluation.Top1))}");
                        },
                        group.Cancellation);
                },
                done.Sum(score => passes[score.Method]));
            return scores!;
        }
    }
}
