using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Training.FineTuning;

/// <summary>What a training has come to.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="Loss">The mean training loss over the last steps.</param>
/// <param name="Top1">The share of the images it was judged by, 0 to 1, that it classifies rightly in the end.</param>
/// <param name="BestTop1">The greatest such share in any of its evaluations.</param>
/// <param name="BestStep">The step of that evaluation.</param>
/// <param name="Seconds">The time spent training, evaluations apart.</param>
/// <param name="ImagesPerSecond">Its pace.</param>
/// <param name="Failure">Why it was given up; null if it was not.</param>
public sealed record FineTuningResult(
    int Steps, double Loss, double Top1, double BestTop1, int BestStep, double Seconds, double ImagesPerSecond, string? Failure = null)
{
    private const string FileName = "result.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The result of a training that was given up.</summary>
    internal static FineTuningResult GivenUp(string failure) => new(0, 0, 0, 0, 0, 0, 0, failure);

    /// <summary>The result in a training's folder; null if it is not over.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    internal static FineTuningResult? Read(RunDirectory run)
    {
        if (run.ReadText(FileName) is not string text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<FineTuningResult>(text, Format);
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(run.PathOf(FileName), "JSON", error);
        }
    }

    /// <summary>Writes the result into a training's folder.</summary>
    internal void Write(RunDirectory run) => run.WriteText(FileName, JsonSerializer.Serialize(this, Format) + "\n");
}
