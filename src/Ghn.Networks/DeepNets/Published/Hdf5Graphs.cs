using Ghn.Tensors.Files;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// The graphs of a file as DeepNets-1M is published, mapped: a graph among a million is found in microseconds, where PureHDF lists all
/// of a group first, 5 ms and 21 MB for a hundred thousand.
/// </summary>
internal sealed class Hdf5Graphs : IPublishedGraphs
{
    /// <summary>The published files have seven between them.</summary>
    private const int MaxSplits = 64;

    private readonly string _path;
    private readonly Hdf5File _file;

    private Hdf5Graphs(string path, Hdf5File file) => (_path, _file) = (path, file);

    /// <inheritdoc/>
    public IReadOnlyList<TensorMemory> Memories => [_file.Memory];

    /// <summary>Opens a file.</summary>
    /// <exception cref="UnsupportedHdf5Exception">It is written in another way.</exception>
    /// <exception cref="InvalidFileException">It is no HDF5 file, or damaged.</exception>
    public static Hdf5Graphs Open(string path)
    {
        var graphs = new Hdf5Graphs(path, Hdf5File.Open(path));
        try
        {
            graphs.RequireForm();
            return graphs;
        }
        catch
        {
            graphs.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Has(string split) => _file.Root.FirstNames(MaxSplits).Contains(split);

    /// <inheritdoc/>
    public PublishedMatrix Read(string split, int index, string name, int elementBytes)
    {
        try
        {
            return Find(split, index, name, elementBytes);
        }
        catch (UnsupportedHdf5Exception)
        {
            throw Invalid(split, index, "it is written in another way than the first graph of the split");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private PublishedMatrix Find(string split, int index, string name, int elementBytes)
    {
        Hdf5Object graph = _file.Root.Find(split)?.AsGroup().Find($"{index}") ?? throw Invalid(split, index, "there is no such graph");
        Hdf5Dataset dataset = (graph.AsGroup().Find(name) ?? throw Invalid(split, index, $"it has no {name}")).AsDataset();
        return dataset.Sizes.Count == 2 && dataset.ElementBytes == elementBytes
            ? new PublishedMatrix(dataset.Sizes[0], dataset.Sizes[1], dataset.Bytes.ToArray())
            : throw Invalid(split, index, $"{name} should be a matrix of whole numbers of {8 * elementBytes} bits");
    }

    /// <summary>Looks at the first data set of the first graph of each split: the others are written in the same way.</summary>
    private void RequireForm()
    {
        foreach (string split in _file.Root.FirstNames(MaxSplits))
        {
            if (First(_file.Root.Find(split)) is Hdf5Object graph && First(graph) is Hdf5Object dataset)
            {
                dataset.AsDataset();
            }
        }
    }

    private static Hdf5Object? First(Hdf5Object? group) =>
        group?.AsGroup() is Hdf5Group members && members.FirstNames(1) is [string name] ? members.Find(name) : null;

    private InvalidFileException Invalid(string split, int index, string problem) => new(_path, $"graph {index} of {split}", problem);
}
