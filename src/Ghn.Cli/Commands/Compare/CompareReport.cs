using Ghn.Cli.Commands.Eval;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;
using Ghn.Training.Comparisons;
using Ghn.Training.Data;
using Ghn.Training.Papers;

namespace Ghn.Cli.Commands.Compare;

/// <summary>What there is to say about a comparison.</summary>
/// <param name="Comparison">What was done.</param>
/// <param name="Runs">What it came to.</param>
/// <param name="ShowsPaper">Whether the papers' rows stand below.</param>
internal sealed record CompareReport(Comparison Comparison, IReadOnlyList<ComparisonRun> Runs, bool ShowsPaper = false)
{
    private const string TableName = "accuracy.csv";
    private const string PlotName = "accuracy.svg";

    private IBatchSource Training { get; } = Comparison.Training(Comparison.FirstSeed);

    private IReadOnlyList<AccuracyCurve> Curves { get; } = AccuracyCurve.Of(Runs);

    private IReadOnlyList<PublishedCurve> Paper { get; } = ShowsPaper ? PublishedCurve.Of(Comparison) : [];

    private string RecipeLine => RecipeText.Describe(Comparison.Recipe with { Steps = Comparison.Steps[^1] }, Training.BatchCount);

    private string SeedText => Comparison.SeedCount == 1 ? "one seed" : $"{Comparison.SeedCount} seeds, mean ± standard deviation";

    /// <summary>Writes the curves into the comparison's folder, as a table and as a plot.</summary>
    public void WriteCurves()
    {
        var table = new StringWriter();
        AccuracyTable.Write(Runs, table);
        Comparison.Directory.WriteText(TableName, table.ToString());
        var plot = new StringWriter { NewLine = "\n" };
        string title = $"{Comparison.Network.Name}, top-1 accuracy";
        AccuracyPlot.Write(Curves, title, $"on {Comparison.Test.Dataset.Name}; {SeedText}", plot);
        Comparison.Directory.WriteText(PlotName, plot.ToString());
    }

    /// <summary>Prints a row for each start, with a column for each step that counts.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine(
            $"network  {Comparison.Network.Name}, {Quantity.Millions(Comparison.Network.ParameterCount)} parameters, "
            + $"{Comparison.Network.ClassCount} classes, images of {Comparison.Network.InputShape}");
        output.WriteLine(
            $"data     {Training.Dataset.Name} ({Training.Dataset.Count} images), judged by {Comparison.Test.Dataset.Name} "
            + $"({Comparison.Test.Dataset.Count})");
        output.WriteLine($"recipe   {RecipeLine}");
        output.WriteLine($"top-1    in %, {SeedText}, by {(Comparison.UsesBatchStatistics ? "each batch's" : "running")} statistics");
        output.WriteLine();
        var table = new TextTable(["start", .. Comparison.Steps.Select(step => $"\tstep {step}")]);
        foreach (AccuracyCurve curve in Curves)
        {
            table.Add([curve.Name, .. curve.Points.Select(Text)]);
        }

        foreach (PublishedCurve curve in Paper)
        {
            table.Add([$"{curve.Table.Name}: {curve.Start}", .. Comparison.Steps.Select(step => Text(curve, step))]);
        }

        table.Write(output);
        output.WriteLine();
        if (ShowsPaper)
        {
            string paper = Paper.Count > 0
                ? $"{Paper[0].Table.Name}: {Paper[0].Table.Title}"
                : $"nothing to compare with: {PublishedCurve.Condition}";
            output.WriteLine($"paper    {paper}");
        }

        foreach (ComparisonRun run in Runs.Where(run => run.Failure is not null))
        {
            output.WriteLine($"diverged {run.Initialization}, seed {run.Seed}: {run.Failure}");
        }

        output.WriteLine($"run      {Comparison.Directory.Path}: {TableName}, {PlotName}");
    }

    /// <summary>Prints everything as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("network", Comparison.Network.Name);
        json.WriteNumber("classes", Comparison.Network.ClassCount);
        json.WriteNumber("image_size", Comparison.Network.InputShape[^1]);
        json.WriteStartObject("data");
        json.WriteString("training", Training.Dataset.Name);
        json.WriteString("test", Comparison.Test.Dataset.Name);
        json.WriteNumber("images", Training.Dataset.Count);
        json.WriteEndObject();
        json.WriteString("recipe", RecipeLine);
        json.WriteString("bn", Comparison.UsesBatchStatistics ? BatchNormChoice.Batch : BatchNormChoice.Running);
        json.WriteNumber("seeds", Comparison.SeedCount);
        json.WriteStartArray("starts");
        foreach (AccuracyCurve curve in Curves)
        {
            ComparisonRun[] runs = [.. Runs.Where(run => run.Initialization == curve.Name)];
            json.WriteStartObject();
            json.WriteString("init", curve.Name);
            json.WriteStartArray("points");
            foreach ((int index, CurvePoint point) in curve.Points.Index())
            {
                json.WriteStartObject();
                json.WriteNumber("step", point.Step);
                json.WriteNumber("mean", point.Mean);
                json.WriteNumber("standard_deviation", point.Deviation);
                json.WritePropertyName("top1");
                json.WriteRawValue($"[{string.Join(", ", runs.Select(run => run.Points[index].Top1))}]");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("failures");
            foreach (ComparisonRun run in runs.Where(run => run.Failure is not null))
            {
                json.WriteStringValue($"seed {run.Seed}: {run.Failure}");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("paper");
        foreach (PublishedCurve curve in Paper)
        {
            json.WriteStartObject();
            json.WriteString("table", curve.Table.Name);
            json.WriteString("init", curve.Start);
            json.WriteStartArray("points");
            foreach ((int step, double top1) in curve.Top1)
            {
                json.WriteStartObject();
                json.WriteNumber("step", step);
                json.WriteNumber("mean", top1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("run", Comparison.Directory.Path);
        json.WriteEndObject();
    });

    private static string Text(PublishedCurve curve, int step) =>
        curve.Top1.TryGetValue(step, out double top1) ? $"{100 * top1:0.0#}" : "-";

    private string Text(CurvePoint point) => Comparison.SeedCount == 1
        ? $"{100 * point.Mean:0.00}"
        : $"{100 * point.Mean:0.00} ± {100 * point.Deviation:0.00}";
}
