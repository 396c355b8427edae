using Ghn.Analysis.Properties;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Threading;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.Runs;

namespace Ghn.Analysis.Measurements;

/// <summary>
/// Measures many networks, one on each thread, with a folder: what is measured of a network is kept as soon as it is there, and is not
/// measured again when the work is taken up.
/// </summary>
public sealed class MeasurementRun
{
    /// <summary>The name of the table in the folder, in the order in which networks were done.</summary>
    public const string TableName = "properties.csv";

    private readonly RunDirectory _directory;
    private readonly PropertyMeter _meter;
    private readonly TaskRun<EvaluatedArchitecture, string, IReadOnlyList<double?>> _tasks;

    /// <summary>Prepares measurements, or takes them up.</summary>
    /// <param name="directory">Their folder, which holds measurements by the same protocol.</param>
    /// <param name="meter">What measures.</param>
    /// <param name="members">The networks.</param>
    /// <exception cref="InvalidRequestException">A network is there twice.</exception>
    /// <exception cref="InvalidFileException">The folder's table is damaged.</exception>
    public MeasurementRun(RunDirectory directory, PropertyMeter meter, IReadOnlyList<EvaluatedArchitecture> members)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(members);
        (_directory, _meter) = (directory, meter);
        string path = directory.PathOf(TableName);
        PropertyTable? table = File.Exists(path) ? PropertyTable.Load(path) : null;
        _tasks = new TaskRun<EvaluatedArchitecture, string, IReadOnlyList<double?>>(
            members,
            member => member.Name,
            member => $"{PrintableText.OfName(member.Name)} is to be measured twice: name it once.",
            (table?.Networks ?? []).Select(name => (
                name, (IReadOnlyList<double?>)[.. MeasuredProperties.Columns.Select(column => table!.Value(name, column))])));
    }

    /// <summary>How many of the networks are measured already.</summary>
    public int KeptCount => _tasks.Done.Count;

    /// <summary>Measures what is not measured yet.</summary>
    /// <param name="progress">Told after each step of each training, from any thread.</param>
    /// <param name="finished">Told of each network that is done, one at a time, from any thread.</param>
    /// <param name="cancellation">Stops the work; networks that are done are kept.</param>
    /// <returns>The table of all networks, in their order.</returns>
    /// <exception cref="ArgumentException">A network does not take such images, or has fewer classes.</exception>
    /// <exception cref="IOException">The table cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public PropertyTable Run(
        Action? progress = null, Action<MeasuredProperties>? finished = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<EvaluatedArchitecture> left = _tasks.Left;
        WorkerPool.For(left.Count, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            EvaluatedArchitecture member = left[index];
            MeasuredProperties properties = member.Use(network => _meter.Measure(member.Name, network, progress, cancellation));
            _tasks.Keep(member.Name, properties.Values, () =>
            {
                Table([.. _tasks.Kept.Select(kept => (kept.Key, kept.Value)), (member.Name, properties.Values)])
                    .Save(_directory.PathOf(TableName));
                finished?.Invoke(properties);
            });
        });
        return Table([.. _tasks.Done.Select(done => (done.Task.Name, done.Result))]);
    }

    private static PropertyTable Table(IReadOnlyList<(string Network, IReadOnlyList<double?> Values)> rows) =>
        new(MeasuredProperties.Columns, rows);
}
