using Ghn.Analysis.Properties;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;
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

    private const long MaxIdleMemory = 512L << 20;

    private readonly RunDirectory _directory;
    private readonly PropertyMeter _meter;
    private readonly IReadOnlyList<EvaluatedArchitecture> _members;
    private readonly Dictionary<string, IReadOnlyList<double?>> _kept;
    private readonly Lock _lock = new();

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
        (_directory, _meter, _members) = (directory, meter, members);
        if (members.GroupBy(member => member.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidRequestException($"{PrintableText.OfName(twice.Key)} is to be measured twice: name it once.");
        }

        string path = directory.PathOf(TableName);
        PropertyTable? table = File.Exists(path) ? PropertyTable.Load(path) : null;
        _kept = table?.Networks.ToDictionary(
            name => name,
            name => (IReadOnlyList<double?>)[.. MeasuredProperties.Columns.Select(column => table.Value(name, column))]) ?? [];
    }

    /// <summary>How many of the networks are measured already.</summary>
    public int KeptCount => _members.Count(member => _kept.ContainsKey(member.Name));

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
        EvaluatedArchitecture[] left = [.. _members.Where(member => !_kept.ContainsKey(member.Name))];
        WorkerPool.For(left.Length, index =>
        {
            cancellation.ThrowIfCancellationRequested();
            MeasuredProperties properties = Measure(left[index], progress, cancellation);
            lock (_lock)
            {
                _kept[properties.Network] = properties.Values;
                Table(_kept.Keys).Save(_directory.PathOf(TableName));
                finished?.Invoke(properties);
            }
        });
        return Table(_members.Select(member => member.Name));
    }

    private MeasuredProperties Measure(EvaluatedArchitecture member, Action? progress, CancellationToken cancellation)
    {
        try
        {
            return _meter.Measure(member.Name, member.Build(), progress, cancellation);
        }
        catch (ArgumentException error)
        {
            throw InvalidRequestException.At(PrintableText.OfName(member.Name), error);
        }
        finally
        {
            MemoryPool.TrimAbove(MaxIdleMemory);
        }
    }

    private PropertyTable Table(IEnumerable<string> names) =>
        new(MeasuredProperties.Columns, [.. names.Select(name => (name, _kept[name]))]);
}
