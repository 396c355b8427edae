using System.CommandLine;
using System.Text.Json;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Networks.DeepNets.Generation;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets stats</c>: what the architectures of a split or of a file are like.</summary>
internal sealed class DeepNetsStatsCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn deepnets stats test
          ghn deepnets stats deep --count 5000 --json
          ghn deepnets stats train.deepnets --graphs 10000
          ghn deepnets stats deepnets1m_eval.hdf5#test

        The column "paper" holds Table 1 of the GHN-2 paper, and median and mean of the published networks' parameters. Parameters are
        counted for CIFAR-10, at the channels that the architectures have. A node's degree counts edges in and out. The average path is
        the mean of a graph's shortest paths between all nodes, whichever way edges lead; the longest path follows edges.
        """;

    private const int MaxDrawn = 1000;

    private readonly Argument<string> _source = new("source")
    {
        Description = "A split, a file of 'ghn deepnets generate', or FILE.hdf5#SPLIT as DeepNets-1M is published.",
    };

    private readonly Option<int?> _count = NumberOption.Create(
        "--count", $"The number of architectures to draw of a split; the paper's unless given, {MaxDrawn} at most then.", 1,
        10_000_000);

    private readonly Option<ulong?> _seed = CommonOptions.Seed("Where drawing starts from");
    private readonly Option<int?> _graphs = NumberOption.Create(
        "--graphs", $"The most graphs to build, which takes time ({MaxDrawn} unless given).", 1, 10_000_000);

    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public DeepNetsStatsCommand()
        : base("stats", "Measures architectures, beside the figures of the paper.", HelpExamples) =>
        Declare(_source, _count, _seed, _graphs, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        ParseResult request = context.Request;
        string name = request.GetRequiredValue(_source);
        if (DeepNetsSplits.Names.Contains(name))
        {
            DeepNetsSplit split = DeepNetsSplits.Parse(name);
            int drawn = request.GetValue(_count) ?? Math.Min(split.PaperCount(), MaxDrawn);
            Report(context, DeepNetGenerator.Generate(split, request.GetValue(_seed) ?? 0, drawn), name);
            return;
        }

        (IReadOnlyList<DeepNet> file, string found) = DeepNetsReference.Open(name);
        using (file as IDisposable)
        {
            if (file is DeepNetsFile { HasEvaluationWidths: false, Split: not (DeepNetsSplit.Train or DeepNetsSplit.Search) })
            {
                context.Terminal.Say(
                    $"{PrintableText.OfName(name)} is of an earlier version: "
                    + "its networks are as wide as in training, not as the published ones.");
            }

            Report(context, file, found);
        }
    }

    private void Report(CommandContext context, IReadOnlyList<DeepNet> architectures, string split)
    {
        Terminal terminal = context.Terminal;
        int graphs = Math.Min(context.Request.GetValue(_graphs) ?? MaxDrawn, architectures.Count);
        DeepNetsStatistics? statistics = null;
        terminal.Track($"Measuring {split}", graphs, "graphs", tracker =>
            statistics = DeepNetsStatistics.Of(architectures, graphs, () => tracker.Advance(), terminal.Interruption));
        _json.Print(
            terminal,
            context.Request,
            _ => JsonOutput.Write(terminal, json => WriteJson(json, split, statistics!)),
            output => WriteTable(output, split, statistics!));
    }

    private static void WriteTable(TextWriter output, string split, DeepNetsStatistics statistics)
    {
        PaperTable? paper = PaperTable.Of(split);
        var table = new TextTable(split, "range", "mean", "paper");
        table.Add("networks", $"{statistics.Count}", string.Empty, paper?.Networks ?? "-");
        Add(table, "cells", statistics.Cells, paper?.Cells);
        Add(table, "steps of a cell", statistics.Steps, null);
        Add(table, "channels", statistics.Channels, paper?.Channels);
        NumberSummary parameters = Scaled(statistics.Parameters, 1e-6);
        Add(table, "parameters, M", parameters, paper?.Parameters, "0.00");
        table.Add("  their median", string.Empty, $"{parameters.Median:0.00}", paper?.MedianParameters ?? "-");
        table.Add("  their mean", string.Empty, $"{parameters.Mean:0.00}", paper?.MeanParameters ?? "-");
        Add(table, "nodes", statistics.Nodes, paper?.Nodes);
        Add(table, "degree", statistics.Degree, paper?.Degree, "0.00");
        Add(table, "average path", statistics.AveragePath, paper?.AveragePath, "0.0");
        Add(table, "longest path", statistics.LongestPath, null);
        table.Add("without batch norm", string.Empty, Percent(statistics.ShareWithoutBatchNorm), paper?.WithoutBatchNorm ?? "-");
        table.Add("with attention", string.Empty, Percent(statistics.ShareWithAttention), "-");
        table.Add("with squeeze-excitation", string.Empty, Percent(statistics.ShareWithExcitation), "-");
        table.Write(output);
        output.WriteLine();
        output.WriteLine($"Nodes, degree and paths of {statistics.Graphs} graphs.");
    }

    private static void Add(TextTable table, string what, NumberSummary numbers, string? paper, string format = "0")
    {
        string range = $"{numbers.Least.ToString(format)}–{numbers.Most.ToString(format)}";
        table.Add(what, range, $"{numbers.Mean:0.00} ± {numbers.Deviation:0.00}", paper ?? "-");
    }

    private static NumberSummary Scaled(NumberSummary numbers, double factor) =>
        new(factor * numbers.Least, factor * numbers.Median, factor * numbers.Mean, factor * numbers.Deviation, factor * numbers.Most);

    private static string Percent(double share) => $"{100 * share:0.0} %";

    private static void WriteJson(Utf8JsonWriter json, string split, DeepNetsStatistics statistics)
    {
        json.WriteStartObject();
        json.WriteString("split", split);
        json.WriteNumber("networks", statistics.Count);
        WriteSummary(json, "cells", statistics.Cells);
        WriteSummary(json, "steps", statistics.Steps);
        WriteSummary(json, "channels", statistics.Channels);
        WriteSummary(json, "parameters", statistics.Parameters);
        json.WriteNumber("without_batch_norm", statistics.ShareWithoutBatchNorm);
        json.WriteNumber("with_attention", statistics.ShareWithAttention);
        json.WriteNumber("with_squeeze_excitation", statistics.ShareWithExcitation);
        json.WriteNumber("graphs", statistics.Graphs);
        WriteSummary(json, "nodes", statistics.Nodes);
        WriteSummary(json, "degree", statistics.Degree);
        WriteSummary(json, "average_path", statistics.AveragePath);
        WriteSummary(json, "longest_path", statistics.LongestPath);
        if (PaperTable.Of(split) is { } paper)
        {
            WritePaper(json, paper);
        }

        json.WriteEndObject();
    }

    private static void WritePaper(Utf8JsonWriter json, PaperTable paper)
    {
        json.WriteStartObject("paper");
        json.WriteString("networks", paper.Networks);
        json.WriteString("cells", paper.Cells);
        json.WriteString("channels", paper.Channels);
        json.WriteString("parameters_millions", paper.Parameters);
        json.WriteString("median_parameters_millions", paper.MedianParameters);
        json.WriteString("mean_parameters_millions", paper.MeanParameters);
        json.WriteString("nodes", paper.Nodes);
        json.WriteString("degree", paper.Degree);
        json.WriteString("average_path", paper.AveragePath);
        json.WriteString("without_batch_norm", paper.WithoutBatchNorm);
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, string key, NumberSummary numbers)
    {
        json.WriteStartObject(key);
        json.WriteNumber("min", numbers.Least);
        json.WriteNumber("median", numbers.Median);
        json.WriteNumber("mean", numbers.Mean);
        json.WriteNumber("std", numbers.Deviation);
        json.WriteNumber("max", numbers.Most);
        json.WriteEndObject();
    }
}
