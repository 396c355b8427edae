using System.CommandLine;
using Ghn.Analysis.Distances;
using Ghn.Analysis.Embeddings;
using Ghn.Cli.Commands.Embed;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Graphs;
using Ghn.Tensors.Threading;
using Ghn.Training.Evaluations.Splits;

namespace Ghn.Cli.Commands.Distance;

/// <summary><c>ghn distance</c>: how far networks, or sets of them, are from each other.</summary>
internal sealed class DistanceCommand : GhnCommand
{
    private const string Euclidean = "l2";
    private const string Hungarian = "hungarian";
    private const string Frechet = "frechet";

    private const string HelpExamples =
        """
        Examples:
          ghn distance resnet50 resnet34 vit_b_16
          ghn distance resnet50 resnet34 vit_b_16 --metric hungarian
          ghn distance deepnets:test deepnets:wide deepnets:bnfree --metric frechet

        l2 is the Euclidean distance of two networks' embeddings; hungarian how many nodes of two graphs differ when nodes are paired as
        well as can be: a pair costs 1 where primitives differ, a node without a partner 1; --degree-weight adds that much for each edge
        more or less. The GHN-2 paper does not tell its costs, so that its numbers are others. frechet is the Fréchet distance of two
        splits' embeddings, each taken for a normal distribution.

        --json prints {"metric", "networks": [names], "matrix": [[numbers]]}.
        """;

    private readonly GhnNetworksArgument _networks = new();
    private readonly Option<string> _metric = ChoiceOption.CreateWithDefault("--metric", "Which distance.", Euclidean, Hungarian, Frechet);
    private readonly Option<double?> _degreeWeight = NumberListOption.CreateSingle(
        "--degree-weight", "hungarian: what an edge more or less costs (0 unless given).", 0, 1000);

    private readonly GhnOption _ghn = new();
    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public DistanceCommand()
        : base("distance", "Measures how far networks are from each other.", HelpExamples) =>
        Declare([.. _networks.Declarations, _metric, _degreeWeight, _ghn, _threads, _json]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string metric = request.GetRequiredValue(_metric);
        if (request.GetValue(_degreeWeight) is not null && metric != Hungarian)
        {
            throw new RequestException($"--degree-weight is for --metric {Hungarian}.");
        }

        using HyperNetwork ghn = GhnOption.Load(terminal, _ghn.File(request));
        using NetworkSet set = _networks.LoadSet(request, ghn);
        (string[] names, double[][] matrix) = metric switch
        {
            Hungarian => OfGraphs(terminal, set.Members, request.GetValue(_degreeWeight) ?? 0),
            Frechet => OfSets(terminal, ghn, set.Members),
            _ => OfEmbeddings(terminal, ghn, set.Members),
        };
        _json.Print(
            terminal, request, console => WriteJson(console, metric, names, matrix), output => WriteTable(output, names, matrix));
    }

    private static (string[] Names, double[][] Matrix) OfEmbeddings(
        Terminal terminal, HyperNetwork ghn, IReadOnlyList<EvaluatedArchitecture> members)
    {
        RequireSeveral(members.Count, "networks");
        IReadOnlyList<NetworkEmbedding> rows = EmbeddingProgress.Embed(terminal, ghn, members);
        return ([.. rows.Select(row => row.Network)], Matrix(rows, (a, b) => EmbeddingDistance.Between(a.Values, b.Values)));
    }

    private static (string[] Names, double[][] Matrix) OfGraphs(
        Terminal terminal, IReadOnlyList<EvaluatedArchitecture> members, double degreeWeight)
    {
        RequireSeveral(members.Count, "networks");
        terminal.Progress("Pairing nodes");
        var graphs = new ComputationalGraph[members.Count];
        WorkerPool.For(graphs.Length, i => graphs[i] = ComputationalGraph.Of(members[i].Build()));
        return (
            [.. members.Select(member => member.Name)],
            Matrix(graphs, (a, b) =>
            {
                terminal.Interruption.ThrowIfCancellationRequested();
                return NodeSetDistance.Between(a, b, degreeWeight);
            }));
    }

    private static (string[] Names, double[][] Matrix) OfSets(
        Terminal terminal, HyperNetwork ghn, IReadOnlyList<EvaluatedArchitecture> members)
    {
        string[] names = [.. members.Select(member => member.Split).Distinct()];
        if (members.CountBy(member => member.Split).FirstOrDefault(split => split.Value < 2) is { Key: { } alone })
        {
            throw new RequestException(
                $"{alone} is one network, and has no spread: --metric {Frechet} takes splits of two networks or more, such as "
                + "deepnets:test.");
        }

        RequireSeveral(names.Length, "splits");
        IReadOnlyList<NetworkEmbedding> rows = EmbeddingProgress.Embed(terminal, ghn, members);
        ILookup<string, IReadOnlyList<float>> sets = members.Zip(rows).ToLookup(pair => pair.First.Split, pair => pair.Second.Values);
        return (names, Matrix(names, (a, b) => FrechetDistance.Between([.. sets[a]], [.. sets[b]])));
    }

    private static void RequireSeveral(int count, string what)
    {
        if (count < 2)
        {
            throw new RequestException($"a distance is one of two {what}: name another.");
        }
    }

    private static double[][] Matrix<T>(IReadOnlyList<T> things, Func<T, T, double> distance)
    {
        double[][] matrix = [.. things.Select(_ => new double[things.Count])];
        WorkerPool.For(things.Count, i =>
        {
            for (int j = i + 1; j < things.Count; j++)
            {
                matrix[i][j] = matrix[j][i] = distance(things[i], things[j]);
            }
        });
        return matrix;
    }

    private static void WriteTable(TextWriter output, string[] names, double[][] matrix)
    {
        var table = new TextTable(["", .. names.Select(name => $"\t{name}")]);
        foreach ((int i, double[] row) in matrix.Index())
        {
            table.Add([names[i], .. row.Select(distance => $"{distance:0.###}")]);
        }

        table.Write(output);
    }

    private static void WriteJson(Terminal terminal, string metric, string[] names, double[][] matrix) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("metric", metric);
        json.WriteTexts("networks", names);
        json.WriteStartArray("matrix");
        foreach (double[] row in matrix)
        {
            json.WriteStartArray();
            Array.ForEach(row, json.WriteNumberValue);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
