using Ghn.Training;

namespace Ghn.Cli;

/// <summary>What there is to say about a fine-tuning.</summary>
/// <param name="Session">What was done.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Start">The word for how the weights started.</param>
/// <param name="RunPath">The folder with the logs, if it remains.</param>
/// <param name="OutputFile">The file with the weights, if there is one.</param>
internal sealed record FinetuneReport(
    FineTuningSession Session, FineTuningOutcome Outcome, string Start, string? RunPath, string? OutputFile)
{
    private IBatchSource Training { get; } = Session.Data.Training(Session.FirstSeed);

    private bool ChoosesBeta => Session.Recipe.Betas.Count > 1;

    /// <summary>Prints tables.</summary>
    public void WriteTables(TextWriter output)
    {
        Recipe recipe = Outcome.Recipe;
        output.WriteLine(
            $"network  {Session.Network.Name}, {Quantity.Millions(Session.Network.ParameterCount)} parameters, "
            + $"{Session.Network.ClassCount} classes, images of {Session.Network.InputShape}");
        output.WriteLine($"start    {Start}");
        output.WriteLine(
            $"data     {Training.Dataset.Name} ({Training.Dataset.Count} images), judged by {Session.Data.Test.Dataset.Name} "
            + $"({Session.Data.Test.Dataset.Count})");
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
        json.WriteString("network", Session.Network.Name);
        json.WriteNumber("classes", Session.Network.ClassCount);
        json.WriteNumber("image_size", Session.Network.InputShape[^1]);
        json.WriteString("init", Start);
        json.WriteStartObject("data");
        json.WriteString("training", Training.Dataset.Name);
        json.WriteString("test", Session.Data.Test.Dataset.Name);
        json.WriteNumber("images", Training.Dataset.Count);
        json.WriteEndObject();
        json.WriteStartObject("recipe");
        json.WriteString("name", Outcome.Recipe.Name);
        json.WriteString("optimizer", RecipeText.OptimizerWord(Outcome.Recipe));
        json.WriteNumber("learning_rate", Outcome.Recipe.LearningRate);
        json.WriteNumber("weight_decay", Outcome.Recipe.WeightDecay);
        json.WriteNumber("beta", Outcome.Recipe.Beta);
        json.WriteNumber("steps", Outcome.Recipe.StepCount(Training.BatchCount));
        json.WriteNumber("batch_size", Outcome.Recipe.BatchSize);
        json.WriteEndObject();
        json.WriteStartArray("search");
        foreach ((Recipe point, FineTuningResult result) in Outcome.Search)
        {
            json.WriteStartObject();
            json.WriteNumber("learning_rate", point.LearningRate);
            json.WriteNumber("weight_decay", point.WeightDecay);
            json.WriteNumber("beta", point.Beta);
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
        string[] headings = ["\tlearning rate", "\tweight decay", .. ChoosesBeta ? ["\tbeta"] : Array.Empty<string>(), "\theld-out top-1"];
        var table = new TextTable([.. headings, "choice"]);
        foreach ((Recipe point, FineTuningResult result) in Outcome.Search)
        {
            double[] values = [point.LearningRate, point.WeightDecay, .. ChoosesBeta ? [point.Beta] : Array.Empty<double>()];
            string[] numbers = [.. values.Select(RecipeText.Number)];
            table.Add([.. numbers, result.Failure is null ? Quantity.Percent(result.Top1) : "diverged", IsChosen(point) ? "taken" : ""]);
        }

        table.Write(output);
    }

    private bool IsChosen(Recipe point) => (point.LearningRate, point.WeightDecay, point.Beta)
        == (Outcome.Recipe.LearningRate, Outcome.Recipe.WeightDecay, Outcome.Recipe.Beta);

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
