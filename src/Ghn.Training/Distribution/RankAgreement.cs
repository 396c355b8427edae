using Ghn.Training.Runs;

namespace Ghn.Training.Distribution;

/// <summary>
/// What processes compare before they work together: sums of tensors that have other shapes elsewhere would end in other processes'
/// memory, and other options or data in numbers that nobody has asked for.
/// </summary>
public static class RankAgreement
{
    /// <summary>More of a value than this would hide the other one.</summary>
    private const int ShownLength = 200;

    /// <summary>Makes sure that facts are the same in all processes; to be called by all, whatever facts each of them has.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="facts">
    /// What this process is about to do: names, each of which is there once, and values; null for what is not given.
    /// </param>
    /// <exception cref="DisagreementException">
    /// A fact is another one in some processes, or missing: thrown in all, with the same words.
    /// </exception>
    /// <exception cref="ProcessFailedException">A process was lost.</exception>
    public static void RequireSame(this ICommunicator processes, IReadOnlyList<(string Name, string? Value)> facts)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(facts);
        if (processes.Size == 1)
        {
            return;
        }

        string own = CommaSeparated.Row([Environment.MachineName])
            + string.Concat(facts.Select(fact => CommaSeparated.Row(fact.Value is null ? [fact.Name] : [fact.Name, fact.Value])));
        Sheet[] sheets = [.. Enumerable.Range(0, processes.Size).Select(rank => new Sheet(rank, processes.Broadcast(own, rank)))];
        string? difference = sheets
            .SelectMany(sheet => sheet.Facts.Keys)
            .Distinct()
            .FirstOrDefault(name => sheets.Select(sheet => sheet.Facts.GetValueOrDefault(name)).Distinct().Count() > 1);
        if (difference is not null)
        {
            processes.WaitForAll();
            throw new DisagreementException(
                $"the processes differ in {difference}: {Explain(sheets, difference)}. "
                + "Start all of them with the same options, the same files and the same version.");
        }
    }

    private static string Explain(Sheet[] sheets, string name) => string.Join(", ", sheets
        .GroupBy(sheet => sheet.Facts.GetValueOrDefault(name))
        .Select(same => $"{Shown(same.Key)} in {string.Join(" and ", same.Select(sheet => sheet.Process))}"));

    private static string Shown(string? value)
    {
        if (value is null)
        {
            return "not given";
        }

        return value.Length > ShownLength ? $"'{value[..ShownLength]}…'" : $"'{value}'";
    }

    /// <summary>What a process has told of itself.</summary>
    private sealed class Sheet
    {
        public Sheet(int rank, string text)
        {
            IReadOnlyList<string>[] rows = [.. CommaSeparated.Rows(text).Select(row => row.Fields)];
            Process = $"process {rank} on {rows[0][0]}";
            Facts = rows.Skip(1).ToDictionary(row => row[0], row => row.ElementAtOrDefault(1));
        }

        public string Process { get; }

        public Dictionary<string, string?> Facts { get; }
    }
}
