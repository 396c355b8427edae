using System.CommandLine;
using Ghn.Analysis.Properties;
using Ghn.Analysis.Search;
using Ghn.Cli.Commands.Property;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Progress;
using Ghn.Cli.Runs;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Tensors.Files;
using Ghn.Training.Distribution;
using Ghn.Training.Runs;

namespace Ghn.Cli.Commands.Search;

/// <summary><c>ghn search</c>: finds architectures whose property is predicted to be the best of many.</summary>
internal sealed class SearchCommand : GhnCommand
{
    private const string StateName = "search.json";
    private const int DefaultCount = 100_000;
    private const int DefaultTop = 10;
    private const int MaxTop = 10_000;

    private const string HelpExamples =
        """
        Examples:
          ghn search accuracy.json --draw 100000 -o best.deepnets
          ghn search --train val.csv --embeddings embeddings.npz --property val_acc --draw 100000
          ghn search time.json --lowest --top 3 --run runs/search
          ghn eval deepnets:best.deepnets --data cifar10:cifar-10-batches-bin

        Architectures are drawn as those of a split of DeepNets-1M, embedded by the GHN, and their property is predicted from the embedding
        (GHN-2 paper, Section C.2.3). Nothing is trained: a network takes some milliseconds of a core, and memory does not grow.

        The predictor is a file of 'ghn property fit', or it is fitted first, to --train and --embeddings. -o writes the best architectures
        as a file that every command takes: deepnets:best.deepnets#0 is the best.

        --json prints {"property", "ghn", "split", "seed", "drawn", "mean", "std", "networks": [{"index", "prediction", "nodes",
        "parameters"}], "improvements": [{"index", "prediction"}]}.
        """;

    private readonly Argument<string?> _predictor = new("predictor")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A file of 'ghn property fit'; needless with --train.",
    };

    private readonly Option<string?> _train = new("--train") { HelpName = "FILE", Description = "The table of networks to learn from." };
    private readonly Option<string?> _embeddings = PropertyInputs.Embeddings(isRequired: false);
    private readonly Option<string?> _property = PropertyInputs.Property();
    private readonly Option<int?> _draw = NumberOption.Create("--draw", "How many to draw (100000 unless given).", 1, 100_000_000);
    private readonly Option<string> _split = ChoiceOption.CreateWithDefault(
        "--split", "The split whose rules they follow.",
        [DeepNetsSplit.Test.Name(), .. DeepNetsSplits.Names.Except([DeepNetsSplit.Test.Name()])]);

    private readonly Option<ulong?> _seed = NumberOption.Create(
        "--seed", "The seed of the draws (1 unless given; 0 begins with the split itself).", ulong.MinValue, ulong.MaxValue);

    private readonly Option<int?> _top = NumberOption.Create("--top", "How many of the best to tell of (10 unless given).", 1, MaxTop);
    private readonly Option<bool> _lowest = new("--lowest") { Description = "The lowest prediction is the best, as for times." };
    private readonly GhnOption _ghn = new();
    private readonly Option<string?> _run = CommonOptions.Run("Keep how far the search is, and continue from there.");
    private readonly Option<string?> _output = CommonOptions.Output("Where to write the best architectures.");
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public SearchCommand()
        : base("search", "Draws architectures, and finds those with the best predicted property.", HelpExamples) =>
        Declare(
            _predictor, _train, _embeddings, _property, _draw, _split, _seed, _top, _lowest, _ghn, _run, _output, _threads, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string file = _ghn.File(request);
        if (request.GetValue(_output) is { } output)
        {
            OutputPath.RequireFolder(output);
            OutputGuard.RequireOther(
                output,
                [
                    ("the GHN", file),
                    .. Given("the predictor", request.GetValue(_predictor)),
                    .. Given("--train", request.GetValue(_train)),
                    .. Given("--embeddings", request.GetValue(_embeddings)),
                ]);
        }

        PropertyPredictor predictor = Predictor(terminal, request);
        string name = Path.GetFileName(file);
        if (predictor.Ghn != name)
        {
            terminal.Warn($"The predictor was fitted to embeddings by {predictor.Ghn}, and networks are embedded by {name}.");
        }

        using HyperNetwork ghn = GhnOption.Load(terminal, file);
        SearchSpace space = Space(request, ghn);
        SearchState found = Search(terminal, request, ghn, predictor, space);
        if (request.GetValue(_output) is { } path)
        {
            DeepNetsFile.Save(
                path, space.Split, space.Seed, [.. found.Best.Select(best => space.Architecture(best.Index))], terminal.Interruption);
        }

        var report = new SearchReport(predictor, name, space, found, request.GetValue(_output));
        _json.Print(terminal, request, report.WriteJson, report.WriteTable);
    }

    private static IEnumerable<(string Role, string File)> Given(string role, string? file) => file is null ? [] : [(role, file)];

    private PropertyPredictor Predictor(Terminal terminal, ParseResult request)
    {
        string? property = request.GetValue(_property);
        (string? train, string? embeddings) = (request.GetValue(_train), request.GetValue(_embeddings));
        if (request.GetValue(_predictor) is { } file)
        {
            if (train is not null || embeddings is not null)
            {
                throw new RequestException($"{PrintableText.Of(file)} is fitted already: leave --train and --embeddings out, or the file.");
            }

            PropertyPredictor loaded = PropertyInputs.LoadPredictor(file);
            return property is null || property == loaded.Property
                ? loaded
                : throw new RequestException($"{PrintableText.Of(file)} predicts {loaded.Property}, not {PrintableText.Of(property)}.");
        }

        if (train is null || embeddings is null)
        {
            throw new RequestException(
                "what is to predict? Name a file of 'ghn property fit', or what to fit it to: --train TABLE.csv --embeddings FILE.npz.");
        }

        return PropertyInputs.Fit(terminal, train, embeddings, property).Predictor;
    }

    private SearchSpace Space(ParseResult request, HyperNetwork ghn) => new(
        DeepNetsSplits.Parse(request.GetRequiredValue(_split)),
        request.GetValue(_seed) ?? 1,
        request.GetValue(_draw) ?? DefaultCount,
        ghn.Configuration.ClassCount,
        ghn.TrainingImageSize ?? NetworkRequest.UnspecifiedImageSize);

    private SearchState Search(
        Terminal terminal, ParseResult request, HyperNetwork ghn, PropertyPredictor predictor, SearchSpace space)
    {
        var search = new ArchitectureSearch(ghn, predictor, space)
        {
            Kept = request.GetValue(_top) ?? DefaultTop,
            IsLowestBest = request.GetValue(_lowest),
        };
        using RunFolder folder = RunFolder.Open(terminal, request.GetValue(_run));
        folder.Claim(Manifest(search, predictor, _ghn.File(request), space));
        SearchState start = folder.Directory.ReadText(StateName) is { } text
            ? SearchState.Parse(text, folder.Directory.PathOf(StateName))
            : SearchState.Start;
        if (start.Drawn > space.Count)
        {
            throw new RequestException($"{folder.KeptPath} has gone through {start.Drawn} architectures: --draw that many, or more.");
        }

        terminal.EndProgress();
        return folder.Work(terminal, "how far the search is stands", () =>
        {
            SearchState found = start;
            terminal.Track(
                $"Searching {space.Count} architectures", space.Count, "networks",
                tracker => found = search.Run(
                    start,
                    () => tracker.Advance(),
                    state =>
                    {
                        folder.Directory.WriteText(StateName, state.ToText());
                        tracker.Show($"best {state.Best[0].Prediction:0.###}");
                    },
                    terminal.Interruption),
                start.Drawn);
            return found;
        });
    }

    /// <summary>How many are drawn is not in it: a search may go on to more.</summary>
    private static RunManifest Manifest(
        ArchitectureSearch search, PropertyPredictor predictor, string ghn, SearchSpace space) => new()
        {
            Request =
            [
                ("search", predictor.Property),
                ("predictor", predictor.Fingerprint()),
                ("ghn", ContentHash.OfFile(ghn)),
                ("split", space.Split.Name()),
                ("seed", $"{space.Seed}"),
                ("classes", $"{space.ClassCount}"),
                ("image_size", $"{space.ImageSize}"),
                ("top", $"{search.Kept}"),
                ("lowest", $"{search.IsLowestBest}"),
            ],
        };
}
