using System.Text.Json;
using Ghn.Tensors.Files;
using Ghn.Training.Runs;

namespace Ghn.Training.Comparisons;

/// <summary>A training of a comparison: how well the network classified at the steps that count.</summary>
/// <param name="Initialization">What the network started from.</param>
/// <param name="Seed">What everything random depended on.</param>
/// <param name="Points">A point for each step that counts.</param>
/// <param name="Failure">Why it was given up, with no accuracy from then on; null if it was not.</param>
public sealed record ComparisonRun(string Initialization, ulong Seed, IReadOnlyList<ComparisonPoint> Points, string? Failure = null)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly char[] NotInFileNames = Path.GetInvalidFileNameChars();

    /// <summary>The training that is kept in a folder; null if it is not over.</summary>
    /// <exception cref="InvalidFileException">Its file is damaged.</exception>
    internal static ComparisonRun? Read(RunDirectory directory, string initialization, ulong seed)
    {
        string file = FileOf(initialization, seed);
        try
        {
            return directory.ReadText(file) is string text ? JsonSerializer.Deserialize<ComparisonRun>(text, Format) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidFileException($"{directory.PathOf(file)} is damaged: delete it to have the training done again.", error);
        }
    }

    /// <summary>Keeps the training in a folder.</summary>
    internal void Write(RunDirectory directory) =>
        directory.WriteText(FileOf(Initialization, Seed), JsonSerializer.Serialize(this, Format) + "\n");

    /// <summary>What a training is called in a folder.</summary>
    internal static string NameOf(string initialization, ulong seed) =>
        $"{string.Join('_', initialization.Split(NotInFileNames))}.seed{seed}";

    private static string FileOf(string initialization, ulong seed) => $"{NameOf(initialization, seed)}.json";
}

/// <summary>How well a network classified at a step of its training.</summary>
/// <param name="Step">How many steps were done.</param>
/// <param name="Top1">The share of the images, 0 to 1, whose class had the highest logit.</param>
/// <param name="Top5">The share of the images, 0 to 1, whose class had one of the five highest logits.</param>
public sealed record ComparisonPoint(int Step, double Top1, double Top5);
