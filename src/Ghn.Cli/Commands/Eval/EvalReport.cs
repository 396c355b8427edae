using System.Text.Json;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;

namespace Ghn.Cli.Commands.Eval;

/// <summary>What <c>ghn eval</c> prints.</summary>
/// <param name="Images">What the networks were judged by.</param>
/// <param name="Split">The part of the data set.</param>
/// <param name="BatchSize">How many images a batch has.</param>
/// <param name="Weights">Where the weights come from.</param>
/// <param name="Rows">The networks.</param>
/// <param name="Together">How well the networks classify together; null if that was not asked for.</param>
/// <param name="Warnings">What the user may not expect.</param>
internal sealed record EvalReport(
    IImageDataset Images, DataSplit Split, int BatchSize, string Weights, IReadOnlyList<EvalRow> Rows, Evaluation? Together,
    IReadOnlyList<string> Warnings)
{
    private const string Nothing = "-";

    /// <summary>Prints a row for each network, and one for all together.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"data     {Images.Name}: {Images.Count} images, {Images.ClassNames.Count} classes, batches of {BatchSize}");
        output.WriteLine($"weights  {Weights}");
        output.WriteLine();
        bool hasFiles = Rows.Select(row => row.Weights).Distinct().Count() > 1;
        string[] lead = hasFiles ? ["network", "weights"] : ["network"];
        var table = new TextTable([.. lead, "\tparameters", "\tsize", "bn", "\ttop-1", "\ttop-5", "\tloss", "\timages/s", "\ttime"]);
        foreach (EvalRow row in Rows)
        {
            string size = $"{row.Network.InputShape[1]}×{row.Network.InputShape[2]}";
            table.Add(
            [
                .. hasFiles ? new[] { row.Network.Name, row.Weights } : [row.Network.Name],
                Quantity.Millions(row.Network.ParameterCount), size, row.BatchNorm ?? Nothing, .. Scores(row.Evaluation),
                $"{row.ImagesPerSecond:0.0}", Quantity.Time(row.Time),
            ]);
        }

        if (Together is not null)
        {
            string[] blanks = [.. Enumerable.Repeat(Nothing, lead.Length + 2)];
            table.Add([$"ensemble of {Rows.Count}", .. blanks, .. Scores(Together), Nothing, Nothing]);
        }

        table.Write(output);
    }

    /// <summary>Prints everything as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteImages("data", Images, Split);
        json.WriteNumber("batch", BatchSize);
        json.WriteStartArray("networks");
        foreach (EvalRow row in Rows)
        {
            Write(json, row);
        }

        json.WriteEndArray();
        json.WritePropertyName("ensemble");
        WriteTogether(json);
        json.WriteTexts("warnings", Warnings);
        json.WriteEndObject();
    });

    private static string[] Scores(Evaluation evaluation) =>
        [Quantity.Percent(evaluation.Top1), Quantity.Percent(evaluation.Top5), $"{evaluation.Loss:0.0000}"];

    private static void Write(Utf8JsonWriter json, EvalRow row)
    {
        json.WriteStartObject();
        json.WriteString("network", row.Network.Name);
        json.WriteString("weights", row.Weights);
        json.WriteNumber("image_size", row.Network.InputShape[^1]);
        json.WriteNumber("parameters", row.Network.ParameterCount);
        json.WriteString("bn", row.BatchNorm);
        WriteScores(json, row.Evaluation);
        json.WriteNumber("seconds", row.Time.TotalSeconds);
        json.WriteNumber("images_per_second", row.ImagesPerSecond);
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, Evaluation evaluation)
    {
        json.WriteNumber("top1", evaluation.Top1);
        json.WriteNumber("top5", evaluation.Top5);
        json.WriteNumberOrNull("loss", evaluation.Loss);
        json.WriteNumber("not_finite", evaluation.NotFinite);
    }

    private void WriteTogether(Utf8JsonWriter json)
    {
        if (Together is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("members", Rows.Count);
        WriteScores(json, Together);
        json.WriteEndObject();
    }
}
