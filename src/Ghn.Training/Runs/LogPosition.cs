using System.Globalization;
using System.Text;
using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>A place in a log: the lengths of its files, in bytes.</summary>
/// <param name="TableLength">The length of the table.</param>
/// <param name="EventLength">The length of the event file.</param>
internal readonly record struct LogPosition(long TableLength, long EventLength)
{
    /// <summary>What checkpoints call the length of the table.</summary>
    internal const string TableKey = "log_bytes";

    /// <summary>What checkpoints call the length of the event file.</summary>
    internal const string EventKey = "event_bytes";

    private const int MaxRowBytes = 4096;

    /// <summary>The position that a checkpoint tells.</summary>
    /// <param name="run">Whose log it is.</param>
    /// <param name="metadata">What the checkpoint tells.</param>
    /// <param name="minStep">The least step that the last row before it may be of; 0 if there may be none.</param>
    /// <param name="maxStep">The greatest.</param>
    /// <exception cref="InvalidFileException">The log has no such position.</exception>
    internal static LogPosition Read(RunDirectory run, CheckpointMetadata metadata, long minStep, long maxStep)
    {
        string table = run.PathOf(TrainingLog.TableName);
        var position = new LogPosition(
            metadata.Integer(TableKey, 1, LengthOf(table)), metadata.Integer(EventKey, 1, LengthOf(run.PathOf(EventFile.DefaultName))));
        string[] rows = RowsBefore(table, position.TableLength).Split('\n');
        string lastCell = rows.Length < 2 ? string.Empty : rows[^2].Split(',')[0];
        bool isHeading = lastCell == TrainingLog.StepColumn;
        bool isStep = long.TryParse(lastCell, NumberStyles.None, CultureInfo.InvariantCulture, out long step);
        if (rows[^1].Length > 0 || !(isHeading || isStep) || step < minStep || step > maxStep)
        {
            throw metadata.Wrong(
                TableKey, $"it is {position.TableLength}, where {table} has no end of a row of step {minStep} to {maxStep}");
        }

        return position;
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string RowsBefore(string path, long end)
    {
        RegularFile.Require(path);
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        byte[] bytes = new byte[(int)Math.Min(MaxRowBytes, end)];
        int count = RandomAccess.Read(file, bytes, end - bytes.Length);
        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
