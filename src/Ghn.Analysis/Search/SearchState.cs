using System.Text.Json.Serialization;
using Ghn.Analysis.Files;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Search;

/// <summary>How far a search is: it goes on from here as if it had not stopped. Its size does not grow with what is drawn.</summary>
/// <param name="Drawn">How many architectures have been looked at: those of the indices below.</param>
/// <param name="Sum">The sum of their predictions.</param>
/// <param name="SquareSum">The sum of the squares of their predictions.</param>
/// <param name="Best">The best of them, the best first; of equal ones the one that was drawn earlier.</param>
/// <param name="Improvements">Each that was better than all before it, in the order of drawing.</param>
public sealed record SearchState(
    int Drawn, double Sum, double SquareSum, IReadOnlyList<FoundArchitecture> Best, IReadOnlyList<FoundArchitecture> Improvements)
{
    /// <summary>Nothing has been drawn.</summary>
    public static SearchState Start { get; } = new(0, 0, 0, [], []);

    /// <summary>The mean of all predictions; NaN before the first.</summary>
    [JsonIgnore]
    public double Mean => Sum / Drawn;

    /// <summary>The standard deviation of all predictions as a population; NaN before the first.</summary>
    [JsonIgnore]
    public double Deviation => Math.Sqrt(Math.Max((SquareSum / Drawn) - (Mean * Mean), 0));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file that it is from.</param>
    /// <exception cref="InvalidFileException">It is something else.</exception>
    public static SearchState Parse(string text, string path)
    {
        const string Kind = "state of a search";
        const string Remedy = "Delete it, and the search begins anew.";
        SearchState state = StrictJson.Parse<SearchState>(text, path, Kind, Remedy);
        return state.Drawn >= 0 && state.Best.All(found => found.Index >= 0 && found.Index < state.Drawn)
            ? state
            : throw new InvalidFileException(path, "the whole file", $"this is no {Kind}, or a damaged one", Remedy);
    }

    /// <summary>The state as JSON.</summary>
    public string ToText() => StrictJson.Text(this);

    /// <summary>The state after further architectures.</summary>
    /// <param name="predictions">Their predictions, in the order of drawing.</param>
    /// <param name="kept">How many of the best are kept.</param>
    /// <param name="isLowestBest">Whether the lowest prediction is the best.</param>
    internal SearchState With(ReadOnlySpan<double> predictions, int kept, bool isLowestBest)
    {
        (double sum, double squares) = (Sum, SquareSum);
        List<FoundArchitecture> best = [.. Best];
        List<FoundArchitecture> improvements = [.. Improvements];
        for (int i = 0; i < predictions.Length; i++)
        {
            var found = new FoundArchitecture(Drawn + i, predictions[i]);
            sum += found.Prediction;
            squares += found.Prediction * found.Prediction;
            int rank = best.FindIndex(other => IsBetter(found, other));
            rank = rank < 0 ? best.Count : rank;
            if (rank < kept)
            {
                best.Insert(rank, found);
                best.RemoveRange(Math.Min(kept, best.Count), Math.Max(best.Count - kept, 0));
            }

            if (rank == 0)
            {
                improvements.Add(found);
            }
        }

        return new SearchState(Drawn + predictions.Length, sum, squares, best, improvements);

        bool IsBetter(FoundArchitecture one, FoundArchitecture other) =>
            isLowestBest ? one.Prediction < other.Prediction : one.Prediction > other.Prediction;
    }
}
