using System.Globalization;
using Ghn.Training.Runs;

namespace Ghn.Training.Comparisons;

/// <summary>The points of a comparison as comma-separated values: a row for each start, seed and step.</summary>
public static class AccuracyTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="runs">The trainings.</param>
    /// <param name="output">Where to write; it stays open.</param>
    public static void Write(IEnumerable<ComparisonRun> runs, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("init,seed,step,top1,top5\n");
        foreach (ComparisonRun run in runs)
        {
            foreach (ComparisonPoint point in run.Points)
            {
                string initialization = CommaSeparated.Quoted(CommaSeparated.Shown(run.Initialization));
                output.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{initialization},{run.Seed},{point.Step},{point.Top1:0.######},{point.Top5:0.######}\n"));
            }
        }
    }
}
