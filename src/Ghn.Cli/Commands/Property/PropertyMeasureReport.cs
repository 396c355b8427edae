using Ghn.Analysis.Measurements;
using Ghn.Analysis.Properties;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.Training.Data;

namespace Ghn.Cli.Commands.Property;

/// <summary>What <c>ghn property measure</c> prints.</summary>
/// <param name="Protocol">How it was measured.</param>
/// <param name="Images">What networks were judged by.</param>
/// <param name="Table">The properties.</param>
/// <param name="Run">The folder that keeps them; null if none does.</param>
internal sealed record PropertyMeasureReport(MeasurementProtocol Protocol, IImageDataset Images, PropertyTable Table, string? Run)
{
    /// <summary>What the user may not expect.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. from property in Table.Properties
           let missing = Table.Networks.Where(network => Table.Value(network, property) is null).ToArray()
           where missing.Length > 0
           select $"{missing.Length} of {Table.Networks.Count} networks have no {property}, {missing[0]} among them: "
               + (property == PropertyNames.ConvergeTime
                   ? $"they did not get {Protocol.ConvergedAccuracy:0.#%} of training images right in {Protocol.Training.Name}."
                   : "their trainings diverged."),
    ];

    /// <summary>Prints a row for each network.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"trained  {RecipeText.Describe(Protocol.Training, epochSteps: 1)}");
        output.WriteLine($"judged   {Images.Count} images of {Images.Name}, in batches of 64");
        output.WriteLine();
        var table = new TextTable(["network", .. Table.Properties.Select(property => $"\t{property}")]);
        foreach (string network in Table.Networks)
        {
            table.Add([network, .. Table.Properties.Select(property => $"{Table.Value(network, property):0.###}")]);
        }

        table.Write(output);
        if (Run is not null)
        {
            output.WriteLine();
            output.WriteLine($"kept in {Run}");
        }
    }

    /// <summary>Prints it for machines.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("train", Protocol.Training.Name);
        json.WriteNumber("images", Images.Count);
        json.WriteStartArray("networks");
        foreach (string network in Table.Networks)
        {
            json.WriteStartObject();
            json.WriteString("network", network);
            foreach (string property in Table.Properties)
            {
                json.WriteNumberOrNull(property, Table.Value(network, property));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("run", Run);
        json.WriteEndObject();
    });
}
