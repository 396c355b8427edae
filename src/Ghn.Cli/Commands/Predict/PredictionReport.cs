using System.Text.Json;
using Ghn.Cli.Networks;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.Networks;
using Ghn.Onnx;

namespace Ghn.Cli.Commands.Predict;

/// <summary>What there is to say about a prediction.</summary>
internal sealed class PredictionReport
{
    private const int MaxReasons = 12;

    public required LoadedNetwork Loaded { get; init; }

    public required string GhnFile { get; init; }

    public required HyperNetworkConfiguration Configuration { get; init; }

    public required long GhnParameterCount { get; init; }

    /// <summary>The height and width of the images that the GHN was trained on, if that is known.</summary>
    public required int? TrainingImageSize { get; init; }

    public required IReadOnlyList<PredictedParameter> Parameters { get; init; }

    public required PostProcessingReport? PostProcessing { get; init; }

    public required double TotalNorm { get; init; }

    public required PredictionTimings Timings { get; init; }

    public required TimeSpan Load { get; init; }

    public required TimeSpan Write { get; init; }

    public required string? OutputFile { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What the user may not expect.</summary>
    public IEnumerable<string> Warnings => NetworkWarnings.OfPrediction(Loaded, Configuration.ClassCount, TrainingImageSize);

    private Network Network => Loaded.Network;

    private static (ParameterOrigin Origin, string Key, string Label)[] Origins { get; } =
    [
        (ParameterOrigin.Predicted, "predicted", "predicted whole"),
        (ParameterOrigin.Tiled, "tiled", "predicted in part, tiled"),
        (ParameterOrigin.StandardInitialization, "standard_initialization", "standard initialisation"),
        (ParameterOrigin.Kept, "kept", "kept as they were"),
        (ParameterOrigin.Buffer, "buffer", "buffers"),
    ];

    /// <summary>Prints the summary.</summary>
    /// <param name="output">Where.</param>
    /// <param name="withParameters">Whether to list every entry.</param>
    public void WriteSummary(TextWriter output, bool withParameters)
    {
        string parameters = $"{Quantity.Millions(Network.ParameterCount)} parameters";
        output.WriteLine($"network  {Network.Name}, {parameters}, {Network.ClassCount} classes, images of {Network.InputShape}");
        string configuration = ConfigurationText.Describe(Configuration);
        output.WriteLine($"GHN      {configuration}, {Quantity.Millions(GhnParameterCount)} parameters, from {GhnFile}");
        output.WriteLine();
        WriteOrigins(output);
        WriteReasons(output);
        if (Loaded.File is { } file)
        {
            SkippedReport.WriteSummary(output, file, withParameters);
            SkippedReport.WriteKept(output, file);
        }

        if (withParameters)
        {
            WriteEntries(output);
        }

        PostProcessing?.WriteSummary(output);
        output.WriteLine($"norm     {TotalNorm:G6} over all predicted parameters");
        string write = OutputFile is null ? string.Empty : $", write {Quantity.Time(Write)}";
        output.WriteLine(
            $"time     load {Quantity.Time(Load)}, graph {Quantity.Time(Timings.Graph)}, encode {Quantity.Time(Timings.Encoding)}, "
            + $"decode {Quantity.Time(Timings.Decoding)}{write}");
        string saved = OutputFile is null ? "none; save the weights with -o FILE" : $"{OutputFile}, {Quantity.Bytes(OutputBytes)}";
        output.WriteLine($"output   {saved}");
    }

    /// <summary>Prints everything as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("network", Network.Name);
        json.WriteNumber("classes", Network.ClassCount);
        json.WriteNumber("image_size", Network.InputShape[^1]);
        json.WriteNumber("seed", Seed);
        json.WriteStartObject("ghn");
        json.WriteString("file", GhnFile);
        ConfigurationText.Write(json, Configuration);
        json.WriteNumber("parameters", GhnParameterCount);
        json.WriteEndObject();
        WriteCounts(json, "tensors", _ => 1);
        WriteCounts(json, "parameters", parameter => parameter.Shape.ElementCount);
        json.WriteNumberOrNull("total_norm", TotalNorm);
        WritePostProcessing(json);
        WriteSeconds(json);
        WriteOutput(json);
        json.WriteTexts("warnings", Warnings);
        WriteEntries(json);
        SkippedReport.WriteJson(json, Loaded.File);
        json.WriteEndObject();
    });

    private long OutputBytes => new FileInfo(OutputFile!).Length;

    private void WriteOrigins(TextWriter output)
    {
        IReadOnlyList<SkippedTensor> skipped = Loaded.File?.SkippedTensors ?? [];
        long skippedValues = skipped.Sum(tensor => tensor.Shape.ElementCount);
        long total = Network.ParameterCount + skippedValues;
        var table = new TextTable("", "\ttensors", "\tparameters", "\tshare");
        foreach ((ParameterOrigin origin, _, string label) in Origins)
        {
            PredictedParameter[] entries = [.. Parameters.Where(parameter => parameter.Origin == origin)];
            if (origin == ParameterOrigin.Kept && entries.Length == 0)
            {
                continue;
            }

            long values = entries.Sum(entry => entry.Shape.ElementCount);
            bool isLearnt = origin != ParameterOrigin.Buffer;
            table.Add(
                label, $"{entries.Length}", isLearnt ? Quantity.Millions(values) : "-", isLearnt ? Quantity.Share(values, total) : "-");
        }

        if (skipped.Count > 0)
        {
            table.Add("left as they were", $"{skipped.Count}", Quantity.Millions(skippedValues), Quantity.Share(skippedValues, total));
        }

        table.Write(output);
        output.WriteLine();
    }

    /// <summary>Why parameters were not, or only partly, predicted: one line per reason.</summary>
    private void WriteReasons(TextWriter output)
    {
        var reasons = Parameters
            .Where(parameter => parameter.Origin is ParameterOrigin.Tiled or ParameterOrigin.StandardInitialization or ParameterOrigin.Kept)
            .GroupBy(parameter => (parameter.Origin, parameter.Reason))
            .OrderByDescending(group => group.Key.Origin)
            .ThenByDescending(group => group.Sum(parameter => parameter.Shape.ElementCount))
            .ToList();
        if (reasons.Count == 0)
        {
            return;
        }

        var table = new TextTable("not, or partly predicted", "\ttensors", "\tparameters", "for example", "why");
        foreach (var group in reasons.Take(MaxReasons))
        {
            string label = Origins.First(origin => origin.Origin == group.Key.Origin).Label;
            long values = group.Sum(parameter => parameter.Shape.ElementCount);
            PredictedParameter example = group.First();
            table.Add(label, $"{group.Count()}", Quantity.Millions(values), $"{example.Name} {example.Shape}", group.Key.Reason);
        }

        table.Write(output);
        if (reasons.Count > MaxReasons)
        {
            output.WriteLine($"and {reasons.Count - MaxReasons} more; see --parameters");
        }

        output.WriteLine();
    }

    private void WriteEntries(TextWriter output)
    {
        var table = new TextTable("name", "shape", "origin", "why");
        foreach (PredictedParameter parameter in Parameters)
        {
            table.Add(parameter.Name, $"{parameter.Shape}", Key(parameter.Origin), parameter.Reason);
        }

        table.Write(output);
        output.WriteLine();
    }

    private void WriteCounts(Utf8JsonWriter json, string key, Func<PredictedParameter, long> count)
    {
        json.WriteStartObject(key);
        foreach ((ParameterOrigin origin, string name, _) in Origins)
        {
            json.WriteNumber(name, Parameters.Where(parameter => parameter.Origin == origin).Sum(count));
        }

        json.WriteEndObject();
    }

    private void WritePostProcessing(Utf8JsonWriter json)
    {
        json.WritePropertyName("post");
        if (PostProcessing is null)
        {
            json.WriteNullValue();
        }
        else
        {
            PostProcessing.WriteJson(json);
        }
    }

    private void WriteSeconds(Utf8JsonWriter json)
    {
        json.WriteStartObject("seconds");
        json.WriteNumber("load", Load.TotalSeconds);
        json.WriteNumber("graph", Timings.Graph.TotalSeconds);
        json.WriteNumber("encode", Timings.Encoding.TotalSeconds);
        json.WriteNumber("decode", Timings.Decoding.TotalSeconds);
        json.WriteNumber("write", Write.TotalSeconds);
        json.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter json)
    {
        json.WritePropertyName("output");
        if (OutputFile is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("file", OutputFile);
        json.WriteNumber("bytes", OutputBytes);
        json.WriteEndObject();
    }

    private void WriteEntries(Utf8JsonWriter json)
    {
        json.WriteStartArray("entries");
        foreach (PredictedParameter parameter in Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteSizes("shape", parameter.Shape);
            json.WriteString("origin", Key(parameter.Origin));
            json.WriteString("reason", parameter.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Key(ParameterOrigin origin) => Origins.First(entry => entry.Origin == origin).Key;
}
