using Ghn.Analysis.Properties;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary>What <c>ghn property evaluate</c> prints.</summary>
/// <param name="Predictor">What predicted.</param>
/// <param name="TrainingCount">How many networks it learnt from.</param>
/// <param name="Networks">The networks that it was judged by.</param>
/// <param name="Score">How well.</param>
internal sealed record PropertyReport(string Predictor, int TrainingCount, IReadOnlyList<string> Networks, PropertyScore Score)
{
    /// <summary>What the user may not expect.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. from seed in Score.Seeds
           where double.IsNaN(seed.Tau)
           select $"seed {NameOf(seed)} predicts the same {Score.Property} for all networks, so that tau is not defined.",
    ];

    /// <summary>Prints a row for each seed.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine($"{Score.Property} by {Predictor}: {TrainingCount} networks to learn from, {Networks.Count} to judge by");
        output.WriteLine();
        var table = new TextTable("seed", "\tC", "\tgamma", "\tepsilon", "\ttau");
        foreach (SeedScore seed in Score.Seeds)
        {
            table.Add(
                NameOf(seed), $"{seed.Parameters?.C}", $"{seed.Parameters?.Gamma:0.####}", $"{seed.Parameters?.Epsilon}", Tau(seed.Tau));
        }

        table.Write(output);
        output.WriteLine();
        output.WriteLine($"tau {Tau(Score.Mean)} ± {Tau(Score.Deviation)}");
    }

    /// <summary>Prints it for machines.</summary>
    public void WriteJson(Terminal terminal) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("property", Score.Property);
        json.WriteString("predictor", Predictor);
        json.WriteNumber("train_networks", TrainingCount);
        json.WriteNumber("test_networks", Networks.Count);
        json.WriteStartObject("tau");
        json.WriteNumberOrNull("mean", Score.Mean);
        json.WriteNumberOrNull("std", Score.Deviation);
        json.WriteEndObject();
        json.WriteStartArray("seeds");
        foreach (SeedScore seed in Score.Seeds)
        {
            json.WriteStartObject();
            json.WriteNumberOrNull("seed", seed.Seed);
            json.WriteNumberOrNull("c", seed.Parameters?.C);
            json.WriteNumberOrNull("gamma", seed.Parameters?.Gamma);
            json.WriteNumberOrNull("epsilon", seed.Parameters?.Epsilon);
            json.WriteNumberOrNull("tau", seed.Tau);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("networks");
        foreach ((int index, string network) in Networks.Index())
        {
            json.WriteStartObject();
            json.WriteString("network", network);
            json.WriteNumber("truth", Score.Truth[index]);
            json.WriteStartArray("predictions");
            foreach (SeedScore seed in Score.Seeds)
            {
                json.WriteNumberValue(seed.Predictions[index]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string NameOf(SeedScore seed) => seed.Seed is int number ? $"{number}" : "none";

    private static string Tau(double tau) => double.IsNaN(tau) ? "-" : $"{tau:0.000}";
}
