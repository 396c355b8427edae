using System.Collections;
using System.Runtime.InteropServices;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// A split of the published DeepNets-1M: an HDF5 file of graphs (<c>deepnets1m_eval.hdf5</c>) and the JSON file beside it, with the
/// networks themselves (<c>deepnets1m_eval_meta.json</c>). Large files are mapped, so that they
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
    private readonly IPublishedGraphs _graphs;
    private readonly PublishedMetadata _metadata;
    private readonly TensorMemory[] _memories;

    private PublishedDeepNets(string path, IPublishedGraphs graphs, PublishedMetadata metadata, string split)
    {
        (_path, _graphs, _metadata, Split) = (path, graphs, metadata, split);
        _memories = [.. graphs.Memories, metadata.Memory];
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
        IPublishedGraphs graphs = OpenGraphs(path);
        PublishedMetadata? metadata = null;
        try
        {
            metadata = PublishedMetadata.Open(MetadataPath(path));
            string chosen = split ?? (metadata.Splits.Count == 1 ? metadata.Splits.Single() : string.Empty);
            string splits = string.Join(", ", metadata.Splits);
            return metadata.Splits.Contains(chosen) && graphs.Has(chosen)
                ? new PublishedDeepNets(path, graphs, metadata, chosen)
                : throw new InvalidRequestException($"{path} has the splits {splits}; name one of them.");
        }
        catch
        {
            metadata?.Dispose();
            graphs.Dispose();
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
        PublishedMatrix distances = _graphs.Read(Split, index, "adj", elementBytes: 1);
        PublishedMatrix rows = _graphs.Read(Split, index, "nodes", elementBytes: 2);
        int nodes = distances.Rows;
        return distances.Columns == nodes && rows.Rows == nodes && rows.Columns == 3
            ? new PublishedGraph(nodes, distances.Bytes, MemoryMarshal.Cast<byte, ushort>(rows.Bytes).ToArray())
            : throw new InvalidFileException(_path, $"graph {index} of {Split}", "adj and nodes do not fit together");
    }

    /// <summary>All networks in order.</summary>
    public IEnumerator<DeepNet> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _metadata.Dispose();
        _graphs.Dispose();
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string MetadataPath(string path) =>
        (path.EndsWith(Extension, StringComparison.Ordinal) ? path[..^Extension.Length] : path) + MetadataEnding;

    /// <summary>Opens a file as it is published, or else by the library.</summary>
    private static IPublishedGraphs OpenGraphs(string path)
    {
        try
        {
            return Hdf5Graphs.Open(path);
        }
        catch (UnsupportedHdf5Exception)
        {
            return LibraryGraphs.Open(path);
        }
    }

    private void RequireIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
