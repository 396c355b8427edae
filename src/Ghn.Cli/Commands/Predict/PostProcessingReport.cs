using System.Text.Json;
using Ghn.Cli.Output;
using Ghn.HyperNetworks.PostProcessing;

namespace Ghn.Cli.Commands.Predict;

/// <summary>What has happened to predicted weights.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Noisy">The weights that noise was added to.</param>
/// <param name="Orthogonal">The weights that became orthogonal.</param>
/// <param name="Time">How long it took.</param>
internal sealed record PostProcessingReport(
    PostProcessingRequest Request, IReadOnlyList<NoisyWeight> Noisy, IReadOnlyList<OrthogonalWeight> Orthogonal, TimeSpan Time)
{
    private int Deficient => Orthogonal.Count(weight => weight.Rank < weight.FullRank);

    /// <summary>Prints it in a line.</summary>
    public void WriteSummary(TextWriter output)
    {
        string noise = Request.Beta == 0 ? "no noise" : $"noise on {Noisy.Count} weights (beta {Request.Beta:0.###e-0})";
        string orthogonal = Request.IsOrthogonal
            ? $", {Orthogonal.Count} weights made orthogonal ({Deficient} of them not of full rank)"
            : string.Empty;
        string first = Request.FromLayer > 0 ? $", from layer {Request.FromLayer}" : string.Empty;
        output.WriteLine($"post     {noise}{orthogonal}{first}, {Quantity.Time(Time)}");
    }

    /// <summary>Prints it as a JSON object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", Request.Kind);
        json.WriteNumber("beta", Request.Beta);
        json.WriteNumber("from_layer", Request.FromLayer);
        json.WriteNumber("noisy", Noisy.Count);
        json.WriteNumber("orthogonal", Orthogonal.Count);
        json.WriteNumber("rank_deficient", Deficient);
        json.WriteNumber("seconds", Time.TotalSeconds);
        json.WriteEndObject();
    }
}
