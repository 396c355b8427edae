namespace Ghn.Networks.Architectures;

/// <summary>Finds the names that someone who mistyped one may have meant.</summary>
internal static class NearestNames
{
    private const int MaxSuggestions = 3;

    /// <summary>
    /// The candidates that take the fewest insertions, deletions and replacements of letters to reach, nearest first;
    /// none that would take replacing half of the name.
    /// </summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> candidates) =>
    [
        .. candidates
            .Select(candidate => (Name: candidate, Distance: EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => 2 * candidate.Distance < Math.Max(name.Length, candidate.Name.Length))
            .OrderBy(candidate => candidate.Distance)
            .Take(MaxSuggestions)
            .Select(candidate => candidate.Name),
    ];

    /// <summary>The Levenshtein distance, one row of its table at a time.</summary>
    public static int EditDistance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replacement = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replacement, 1 + Math.Min(row[j - 1], row[j]));
            }
        }

        return row[^1];
    }
}
