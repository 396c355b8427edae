using System.Collections;
using System.Runtime.InteropServices;
using Ghn.Tensors;

namespace Ghn.Networks;

/// <summary>
/// A split of the published DeepNets-1M: an HDF5 file of graphs (<c>deepnets1m_eval.hdf5</c>) and the JSON file beside it, with the networks
/// themselves (<c>deepnets1m_eval_meta.json</c>). Large files are mapped, so that they
/// may be larger than the memory; they must stay as they are meanwhile.
/// <code>
/// using var test = PublishedDeepNets.Open("deepnets1m_eval.hdf5", "test");
/// Network network = test[7].ToNetwork(classCount: 10, imageSize: 32);
/// </code>
/// </summary>
public sealed class PublishedDeepNets : IReadOnlyList<DeepNet>, IDisposable
{
    private const string Extension = ".hdf5";
    private const string MetadataEnding = "_meta.json";

    private readonly string _path;
    private readonly Hdf5File _file;
    private readonly Hdf5Group _graphs;
    private readonly PublishedMetadata _metadata;
    private readonly TensorMemory[] _memories;

    private PublishedDeepNets(string path, Hdf5File file, Hdf5Group graphs, PublishedMetadata metadata, string split)
    {
        (_path, _file, _graphs, _metadata, Split) = (path, file, graphs, metadata, split);
        _memories = [file.Memory, metadata.Memory];
    }

    /// <summary>The name of the split.</summary>
    public string Split { get; }

    /// <summary>The number of networks.</summary>
    public int Count => _metadata.Count(Split);

    /// <summary>A network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that index.</exception>
    /// <exception cref="InvalidFileException">The metadata are damaged there.</exception>
    /// <exception cref="ObjectDisposedException">The files have been closed.</exception>
    /// <exception cref="IOException">A file has changed since it was opened.</exception>
    public DeepNet this[int index]
    {
        get
        {
            RequireIndex(index);
            using MemoryHold hold = MemoryHold.Of(_memories);
            return _metadata.Read(Split, index);
        }
    }

    /// <summary>Opens a split.</summary>
    /// <param name="path">The HDF5 file, which the JSON file lies beside.</param>
    /// <param name="split">The split; the only one of the file unless given.</param>
    /// <exception cref="ArgumentException">The file has no such split, or several of which none was named.</exception>
    /// <exception cref="InvalidFileException">A file is damaged or of another kind.</exception>
    public static PublishedDeepNets Open(string path, string? split = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Hdf5File file = Hdf5File.Open(path);
        PublishedMetadata? metadata = null;
        try
        {
            metadata = PublishedMetadata.Open(MetadataPath(path));
            string chosen = split ?? (metadata.Splits.Count == 1 ? metadata.Splits.Single() : string.Empty);
            string splits = string.Join(", ", metadata.Splits);
            Hdf5Group graphs = metadata.Splits.Contains(chosen) && file.Root.Find(chosen) is { } group
                ? group.AsGroup()
                : throw new ArgumentException($"{path} has the splits {splits}; name one of them.", nameof(split));
            return new PublishedDeepNets(path, file, graphs, metadata, chosen);
        }
        catch
        {
            metadata?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>The graph of a network, as the file has it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that index.</exception>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    /// <exception cref="ObjectDisposedException">The files have been closed.</exception>
    /// <exception cref="IOException">A file has changed since it was opened.</exception>
    public PublishedGraph Graph(int index)
    {
        RequireIndex(index);
        using MemoryHold hold = MemoryHold.Of(_memories);
        Hdf5Group group = (_graphs.Find($"{index}") ?? throw Invalid(index, "there is no such graph")).AsGroup();
        Hdf5Dataset distances = Dataset(group, index, "adj", elementBytes: 1);
        Hdf5Dataset rows = Dataset(group, index, "nodes", elementBytes: 2);
        int nodes = distances.Sizes[0];
        return distances.Sizes[1] == nodes && rows.Sizes[0] == nodes && rows.Sizes[1] == 3
            ? new PublishedGraph(nodes, distances.Bytes.ToArray(), MemoryMarshal.Cast<byte, ushort>(rows.Bytes).ToArray())
            : throw Invalid(index, "adj and nodes do not fit together");
    }

    /// <summary>All networks in order.</summary>
    public IEnumerator<DeepNet> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _metadata.Dispose();
        _file.Dispose();
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string MetadataPath(string path) =>
        (path.EndsWith(Extension, StringComparison.Ordinal) ? path[..^Extension.Length] : path) + MetadataEnding;

    private Hdf5Dataset Dataset(Hdf5Group group, int index, string name, int elementBytes)
    {
        Hdf5Dataset dataset = (group.Find(name) ?? throw Invalid(index, $"it has no {name}")).AsDataset();
        return dataset.Sizes.Count == 2 && dataset.ElementBytes == elementBytes
            ? dataset
            : throw Invalid(index, $"{name} should be a matrix of whole numbers of {8 * elementBytes} bits");
    }

    private void RequireIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }

    private InvalidFileException Invalid(int index, string problem) => new(_path, $"graph {index} of {Split}", problem);
}
