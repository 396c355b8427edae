using System.Globalization;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Training.HyperNetworks;

namespace Ghn.Cli.Commands.Train;

/// <summary>What there is to say about the training of a GHN.</summary>
/// <param name="Trainer">The trainer, which has ended.</param>
/// <param name="Last">Its last step; null if there was nothing left to do.</param>
/// <param name="RunPath">The folder of the run.</param>
/// <param name="GhnFile">The file with the GHN.</param>
internal sealed record TrainReport(HyperNetworkTrainer Trainer, HyperNetworkStep? Last, string? RunPath, string GhnFile)
{
    private double Epochs => (double)Trainer.Step * Trainer.Recipe.Epochs / Trainer.StepCount;

    /// <summary>Prints it as JSON.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", Trainer.Ghn.Configuration.Method);
        json.WriteNumber("parameters", Trainer.Ghn.Current.ParameterCount);
        json.WriteNumber("steps", Trainer.Step);
        json.WriteNumber("epochs", Epochs);
        json.WriteNumberOrNull("loss", Last?.Loss);
        json.WriteNumberOrNull("top1", Last?.Accuracy);
        json.WriteString("run", RunPath);
        json.WriteString("ghn", GhnFile);
        json.WriteEndObject();
    });

    /// <summary>Prints it in a line.</summary>
    public void WriteText(TextWriter output)
    {
        string result = Last is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", loss {Last.Loss:0.000}, top-1 {100 * Last.Accuracy:0.0} %");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{ConfigurationText.Describe(Trainer.Ghn.Configuration)}: {Trainer.Step} steps ({Epochs:0.##} epochs){result}. Saved to "
                + $"{GhnFile}."));
    }
}
