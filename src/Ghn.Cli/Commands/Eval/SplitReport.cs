using System.Text;
using System.Text.Json;
using Ghn.Cli.Files;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Configuration;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.Papers;

namespace Ghn.Cli.Commands.Eval;

/// <summary>What <c>ghn eval</c> prints of splits: the table of the papers.</summary>
/// <param name="Images">What the networks were judged by.</param>
/// <param name="Split">The part of the data set.</param>
/// <param name="BatchSize">How many images a batch has.</param>
/// <param name="ClassCount">The number of classes of the networks.</param>
/// <param name="Methods">How the networks came by their weights.</param>
/// <param name="Scores">The networks.</param>
/// <param name="Run">The folder that keeps them; null if none does.</param>
internal sealed record SplitReport(
    IImageDataset Images,
    DataSplit Split,
    int BatchSize,
    int ClassCount,
    IReadOnlyList<SplitMethod> Methods,
    IReadOnlyList<SplitScore> Scores,
    string? Run)
{
    private const string Nothing = "-";

    /// <summary>With no more classes, nearly everything is among the five best.</summary>
    private const int FewClasses = 10;

    /// <summary>How many networks a warning names.</summary>
    private const int MaxNamed = 5;

    /// <summary>The GHNs, and the files that they came from.</summary>
    public required IReadOnlyList<(string File, HyperNetworkConfiguration Configuration)> Ghns { get; init; }

    /// <summary>Whether the papers' rows stand below.</summary>
    public bool ShowsPaper { get; init; }

    private IReadOnlyList<SplitSummary> Summaries { get; } = SplitSummary.Of(Scores);

    /// <summary>What the user may not expect.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. Ghns.Where(ghn => ghn.Configuration.ClassCount != ClassCount).Select(ghn =>
            $"the GHN of {ghn.File} was trained for {ghn.Configuration.ClassCount} classes and the networks have {ClassCount}, so their "
                + "classification layers are not predicted but start at random: expect the accuracy of chance."),
        .. Summaries.Where(summary => summary.Failures.Count > 0).Select(Failures),
    ];

    /// <summary>Writes a row for each network into a file of comma-separated values.</summary>
    public void WriteNetworks(string path) => OutputPath.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        SplitTable.Write(Scores, writer);
    });

    /// <summary>Prints a row for each split and each origin of weights.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"data     {Images.Name}: {Images.Count} images, {Images.ClassNames.Count} classes, batches of {BatchSize}");
        string lead = "weights  ";
        foreach (string line in Ghns.Select(ghn => $"{ghn.File}: predicted by {ConfigurationText.Describe(ghn.Configuration)}")
            .Concat(Methods.Where(method => method.Training is not null).Select(
                method => RecipeText.Describe(method.Training!.Recipe, epochSteps: 1))))
        {
            output.WriteLine($"{lead}{line}");
            lead = "         ";
        }

        output.WriteLine();
        bool hasTop5 = Images.ClassNames.Count > FewClasses;
        string[] top5 = hasTop5 ? ["\ttop-5", "\tmax"] : [];
        var table = new TextTable(["split", "weights", "\tnetworks", "\ttop-1", "\tmax", .. top5, "\tfailed", "\ttime"]);
        foreach (IGrouping<string, SplitSummary> split in Summaries.GroupBy(summary => summary.Split))
        {
            foreach (SplitSummary summary in split)
            {
                table.Add(
                [
                    summary.Split, summary.Method, $"{summary.Top1.Count}", .. Texts(summary.Top1), .. hasTop5 ? Texts(summary.Top5) : [],
                    $"{summary.Failures.Count}", Quantity.Time(summary.Time),
                ]);
            }

            foreach (PublishedScore score in PaperOf(split.Key))
            {
                table.Add(
                [
                    split.Key, $"{score.Table.Name}: {score.Method}", Nothing, .. Texts(score, isTop5: false),
                    .. hasTop5 ? Texts(score, isTop5: true) : [], Nothing, Nothing,
                ]);
            }
        }

        table.Write(output);
        if (ShowsPaper)
        {
            output.WriteLine();
            WritePaper(output);
        }

        if (Run is not null)
        {
            output.WriteLine();
            output.WriteLine($"run      {Run}: {SplitRun.TableName}");
        }
    }

    /// <summary>Prints everything as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteImages("data", Images, Split);
        json.WriteNumber("batch", BatchSize);
        json.WriteStartArray("splits");
        foreach (SplitSummary summary in Summaries)
        {
            json.WriteStartObject();
            json.WriteString("split", summary.Split);
            json.WriteString("weights", summary.Method);
            json.WriteNumber("networks", summary.Top1.Count);
            Write(json, "top1", summary.Top1);
            Write(json, "top5", summary.Top5);
            json.WriteNumber("failed", summary.Failures.Count);
            json.WriteNumber("seconds", summary.Time.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("networks");
        foreach (SplitScore score in Scores)
        {
            Write(json, score);
        }

        json.WriteEndArray();
        WritePaper(json);
        json.WriteString("run", Run);
        json.WriteTexts("warnings", Warnings);
        json.WriteEndObject();
    });

    private IReadOnlyList<PublishedScore> PaperOf(string split) => ShowsPaper ? PublishedScore.Of(split, Images, BatchSize) : [];

    private void WritePaper(TextWriter output)
    {
        PublishedTable[] tables =
            [.. Summaries.Select(summary => summary.Split).Distinct().SelectMany(PaperOf).Select(score => score.Table).Distinct()];
        foreach ((int index, PublishedTable table) in tables.Index())
        {
            output.WriteLine($"{(index == 0 ? "paper   " : "        ")} {table.Name}: {table.Title}; its networks were drawn by the same "
                + "rules, but are others");
        }

        if (tables.Length == 0)
        {
            output.WriteLine(
                $"paper    nothing to compare with: {PublishedScore.Objection(Images, BatchSize) ?? "no paper has such networks"}");
        }
    }

    private void WritePaper(Utf8JsonWriter json)
    {
        json.WriteStartArray("paper");
        foreach (string split in Summaries.Select(summary => summary.Split).Distinct())
        {
            foreach (PublishedScore score in PaperOf(split))
            {
                json.WriteStartObject();
                json.WriteString("split", split);
                json.WriteString("table", score.Table.Name);
                json.WriteString("weights", score.Method);
                json.WriteStartObject(score.IsTop5 ? "top5" : "top1");
                json.WriteNumber("mean", score.Mean);
                json.WriteNumberOrNull("spread", score.Spread);
                json.WriteNumberOrNull("max", score.Best);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static string[] Texts(PublishedScore score, bool isTop5)
    {
        if (score.IsTop5 != isTop5)
        {
            return [Nothing, Nothing];
        }

        string spread = score.Spread is double some ? $" ± {100 * some:0.0}" : string.Empty;
        return [$"{100 * score.Mean:0.0}{spread} %", score.Best is double best ? $"{100 * best:0.0} %" : Nothing];
    }

    private static string[] Texts(AccuracySummary accuracy)
    {
        string error = accuracy.StandardError is double some ? $" ± {100 * some:0.00}" : string.Empty;
        return [$"{100 * accuracy.Mean:0.00}{error} %", accuracy.Count > 1 ? Quantity.Percent(accuracy.Best) : Nothing];
    }

    private static string Failures(SplitSummary summary)
    {
        string names = string.Join(", ", summary.Failures.Take(MaxNamed).Select(score => score.Name));
        string more = summary.Failures.Count > MaxNamed ? ", …" : string.Empty;
        return $"{summary.Failures.Count} of {summary.Top1.Count} networks of {summary.Split} fail with weights of {summary.Method}, and "
            + $"count as wrong where they do: {names}{more} ({summary.Failures[0].Failure}).";
    }

    private static void Write(Utf8JsonWriter json, string key, AccuracySummary accuracy)
    {
        json.WriteStartObject(key);
        json.WriteNumber("mean", accuracy.Mean);
        json.WriteNumberOrNull("standard_error", accuracy.StandardError);
        json.WriteNumber("max", accuracy.Best);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SplitScore score)
    {
        json.WriteStartObject();
        json.WriteString("split", score.Split);
        json.WriteNumberOrNull("index", score.Index);
        json.WriteString("weights", score.Method);
        json.WriteNumber("parameters", score.ParameterCount);
        json.WriteNumber("nodes", score.NodeCount);
        json.WriteNumber("top1", score.Evaluation.Top1);
        json.WriteNumber("top5", score.Evaluation.Top5);
        json.WriteNumberOrNull("loss", score.Evaluation.Loss);
        json.WriteNumber("not_finite", score.Evaluation.NotFinite);
        json.WriteNumber("seconds", score.Time.TotalSeconds);
        json.WriteString("failure", score.Failure);
        json.WriteEndObject();
    }
}
