using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.FineTuning;

namespace Ghn.Cli.Commands.Finetune;

/// <summary>What there is to say about a fine-tuning.</summary>
/// <param name="Session">What was done.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Start">The word for how the weights started.</param>
/// <param name="RunPath">The folder with the logs, if it remains.</param>
/// <param name="OutputFile">The file with the weights, if there is one.</param>
internal sealed record FinetuneReport(
    FineTuningSession Session, FineTuningOutcome Outcome, string Start, string? RunPath, string? OutputFile)
{
    private Network Network { get; } = Session.Network(Outcome.Recipe);

    private IBatchSource Training { get; } = Session.Data(Outcome.Recipe).Training(Session.FirstSeed);

    private IImageDataset Test { get; } = Session.Data(Outcome.Recipe).Test.Dataset;

    /// <summary>Prints tables.</summary>
    public void WriteTables(TextWriter output)
    {
        Recipe recipe = Outcome.Recipe;
        output.WriteLine(
            $"network  {Network.Name}, {Quantity.Millions(Network.ParameterCount)} parameters, "
            + $"{Network.ClassCount} classes, images of {Network.InputShape}");
        output.WriteLine($"start    {Start}");
        output.WriteLine(
            $"data     {Training.Dataset.Name} ({Training.Dataset.Count} images), judged by {Test.Name} "
            + $"({Test.Count})");
        output.WriteLine($"recipe   {RecipeText.Describe(recipe, Training.BatchCount)}");
        output.WriteLine();
        if (Outcome.Search.Count > 0)
        {
            WriteSearch(output);
            output.WriteLine();
        }

        WriteFinals(output);
        if (RunPath is not null)
        {
            output.WriteLine($"run      {RunPath}");
        }

        if (OutputFile is not null)
        {
            output.WriteLine($"output   {OutputFile}, {Quantity.Bytes(new FileInfo(OutputFile).Length)}");
        }
    }

    /// <summary>Prints everything as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("network", Network.Name);
        json.WriteNumber("classes", Network.ClassCount);
        json.WriteNumber("image_size", Network.InputShape[^1]);
        json.WriteString("init", Start);
        json.WriteStartObject("data");
        json.WriteString("training", Training.Dataset.Name);
        json.WriteString("test", Test.Name);
        json.WriteNumber("images", Training.Dataset.Count);
        json.WriteEndObject();
        json.WriteStartObject("recipe");
        json.WriteString("name", Outcome.Recipe.Name);
        json.WriteString("optimizer", RecipeText.OptimizerWord(Outcome.Recipe));
        json.WriteNumber("learning_rate", Outcome.Recipe.LearningRate);
        json.WriteNumber("weight_decay", Outcome.Recipe.WeightDecay);
        json.WriteNumber("beta", Outcome.Recipe.Beta);
        json.WriteNumber("from_layer", Outcome.Recipe.FromLayer);
        json.WriteNumber("steps", Outcome.Recipe.StepCount(Training.BatchCount));
        json.WriteNumber("batch_size", Outcome.Recipe.BatchSize);
        json.WriteEndObject();
        json.WriteStartArray("search");
        foreach ((Recipe point, FineTuningResult result) in Outcome.Search)
        {
            json.WriteStartObject();
            json.WriteString("optimizer", RecipeText.OptimizerWord(point));
            json.WriteNumber("learning_rate", point.LearningRate);
            json.WriteNumber("weight_decay", point.WeightDecay);
            json.WriteNumber("beta", point.Beta);
            json.WriteNumber("from_layer", point.FromLayer);
            json.WriteNumber("epochs", point.Epochs);
            json.WriteNumberOrNull("image_size", point.ImageSize);
            json.WriteNumberOrNull("top1", result.Failure is null ? result.Top1 : null);
            json.WriteString("failure", result.Failure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("seeds");
        foreach ((ulong seed, FineTuningResult result) in Outcome.Finals)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", seed);
            json.WriteNumber("steps", result.Steps);
            json.WriteNumber("loss", result.Loss);
            json.WriteNumber("top1", result.Top1);
            json.WriteNumber("best_top1", result.BestTop1);
            json.WriteNumber("best_step", result.BestStep);
            json.WriteNumber("seconds", result.Seconds);
            json.WriteNumber("images_per_second", result.ImagesPerSecond);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("top1");
        json.WriteNumber("mean", Outcome.Mean);
        json.WriteNumber("standard_deviation", Outcome.Deviation);
        json.WriteEndObject();
        json.WriteString("run", RunPath);
        json.WriteString("output", OutputFile);
        json.WriteEndObject();
    });

    private void WriteSearch(TextWriter output)
    {
        IReadOnlyList<GridAxis> axes = GridAxis.Of(Session.Recipe);
        var table = new TextTable([.. axes.Select(axis => $"\t{axis.Name}"), "\theld-out top-1", "choice"]);
        foreach ((Recipe point, FineTuningResult result) in Outcome.Search)
        {
            string top1 = result.Failure is null ? Quantity.Percent(result.Top1) : "diverged";
            table.Add([.. axes.Select(axis => axis.ValueOf(point)), top1, point == Outcome.Recipe ? "taken" : string.Empty]);
        }

        table.Write(output);
    }

    private void WriteFinals(TextWriter output)
    {
        var table = new TextTable("\tseed", "\tsteps", "\tloss", "\ttop-1", "\tbest", "\tat step", "\ttime", "\timages/s");
        foreach ((ulong seed, FineTuningResult result) in Outcome.Finals)
        {
            table.Add(
                $"{seed}", $"{result.Steps}", $"{result.Loss:0.000}", Quantity.Percent(result.Top1), Quantity.Percent(result.BestTop1),
                $"{result.BestStep}",
                Quantity.Time(TimeSpan.FromSeconds(result.Seconds)), $"{result.ImagesPerSecond:0}");
        }

        table.Write(output);
        output.WriteLine();
        if (Outcome.Finals.Count > 1)
        {
            output.WriteLine($"top-1    {100 * Outcome.Mean:0.00} ± {100 * Outcome.Deviation:0.00} % over {Outcome.Finals.Count} seeds");
        }
    }
}
