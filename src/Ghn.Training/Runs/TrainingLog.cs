using System.Globalization;
using System.Text;

namespace Ghn.Training.Runs;

/// <summary>
/// What a training tells of itself while it goes on, twice: a table in <c>log.csv</c>, and an event file for TensorBoard beside it.
/// <code>
/// using var log = new TrainingLog(run, ["loss", "top1"]);
/// log.Write(step: 100, [0.7, null]);
/// </code>
/// </summary>
internal sealed class TrainingLog : IDisposable
{
    /// <summary>The name of the table.</summary>
    public const string TableName = "log.csv";

    /// <summary>The heading of the table's first column.</summary>
    internal const string StepColumn = "step";

    private readonly LogFile _table;
    private readonly EventFile _events;

    /// <summary>Begins a log, or continues one.</summary>
    /// <param name="run">Whose log it is.</param>
    /// <param name="columns">What is told, besides the step: the columns of the table, and TensorBoard's tags.</param>
    /// <param name="position">Where to continue; what was written after it is dropped. The log begins anew without it.</param>
    /// <exception cref="IOException">A file cannot be written, or is shorter than the position says.</exception>
    public TrainingLog(RunDirectory run, IReadOnlyList<string> columns, LogPosition position = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        Columns = columns;
        _table = new LogFile(run.PathOf(TableName), position.TableLength);
        _events = new EventFile(run.PathOf(EventFile.DefaultName), position.EventLength);
        if (position.TableLength == 0)
        {
            Append([StepColumn, .. columns]);
        }
    }

    /// <summary>What is told, besides the step.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Where the log stands, for a checkpoint to keep.</summary>
    public LogPosition Position => new(_table.Length, _events.Length);

    /// <summary>Appends a row.</summary>
    /// <param name="step">When.</param>
    /// <param name="values">A value for each column; null where there is none.</param>
    /// <exception cref="ArgumentException">There are not as many values as columns.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(long step, IReadOnlyList<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Columns.Count)
        {
            throw new ArgumentException($"{values.Count} values do not fill {Columns.Count} columns.", nameof(values));
        }

        Append([step.ToString(CultureInfo.InvariantCulture), .. values.Select(Text)]);
        foreach ((string column, double? value) in Columns.Zip(values))
        {
            if (value is double number)
            {
                _events.Write(column, step, (float)number);
            }
        }
    }

    /// <summary>Has the disk know all rows, as it has to before a checkpoint counts on them.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Flush()
    {
        _table.Flush();
        _events.Flush();
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _table.Dispose();
        _events.Dispose();
    }

    private static string Text(double? value) => value?.ToString("G7", CultureInfo.InvariantCulture) ?? string.Empty;

    private void Append(IEnumerable<string> cells) => _table.Append(Encoding.UTF8.GetBytes($"{string.Join(',', cells)}\n"));
}
