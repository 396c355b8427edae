using System.Globalization;

namespace Ghn.Fuzz.Running;

/// <summary>Reports a run as a table in Markdown, and each kind of failure on a line of its own.</summary>
internal static class FuzzTable
{
    /// <summary>Writes the report.</summary>
    public static void Write(IReadOnlyList<ReaderTotals> totals, TextWriter output)
    {
        output.WriteLine("| reader | cases | accepted | clean errors | unexpected | over 5 s | over 1 GB | slowest | largest |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (ReaderTotals reader in totals)
        {
            WriteRow(output, reader.Name, reader.Cases, outcome => reader[outcome], reader.MaxSeconds, reader.MaxBytes);
        }

        WriteRow(
            output, "all", totals.Sum(reader => reader.Cases), outcome => totals.Sum(reader => reader[outcome]),
            totals.Max(reader => reader.MaxSeconds), totals.Max(reader => reader.MaxBytes));
        foreach (string message in totals.SelectMany(reader => reader.Messages))
        {
            output.WriteLine(message);
        }
    }

    private static void WriteRow(TextWriter output, string name, long cases, Func<CaseOutcome, long> count, double seconds, long bytes) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {cases} | {count(CaseOutcome.Accepted)} | {count(CaseOutcome.CleanError)} | {count(CaseOutcome.Unexpected)} "
            + $"| {count(CaseOutcome.TooSlow)} | {count(CaseOutcome.TooLarge)} | {seconds:f2} s | {bytes / 1e6:f0} MB |"));
}
