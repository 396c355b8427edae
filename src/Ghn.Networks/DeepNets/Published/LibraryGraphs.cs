using System.Runtime.InteropServices;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Memory;
using PureHDF;
using PureHDF.Filters;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// The graphs of a file that was written again in another way than DeepNets-1M is published in: with newer superblocks, chunks,
/// compression, checksums, a user block. PureHDF reads it.
/// </summary>
internal sealed class LibraryGraphs : IPublishedGraphs
{
    /// <summary>A graph of eight thousand nodes; the largest of DeepNets-1M has two thousand.</summary>
    private const long MaxElements = 1L << 26;

    /// <summary>Deflate makes a byte of at most so many.</summary>
    private const long MaxExpansion = 1032;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly IH5Group _root;
    private readonly IDisposable _file;
    private readonly long _maxElements;

    static LibraryGraphs() => H5Filter.Register(new Fletcher32Filter());

    private LibraryGraphs(string path, Stream stream)
    {
        _path = path;
        _maxElements = Math.Min(MaxElements, MaxExpansion * stream.Length);
        (_root, _file) = Guard<(IH5Group, IDisposable)>("the superblock", () =>
        {
            var file = H5File.Open(stream, leaveOpen: false);
            return (file, file);
        });
    }

    /// <inheritdoc/>
    /// <remarks>None: the library reads the file anew for each graph, and <see cref="Dispose"/> waits for it.</remarks>
    public IReadOnlyList<TensorMemory> Memories => [];

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidFileException">It is no HDF5 file, or damaged.</exception>
    public static LibraryGraphs Open(string path)
    {
        FileStream file = RegularFile.OpenRead(path);
        try
        {
            long start = FindSignature(file)
                ?? throw new InvalidFileException(path, "byte 0", "this is no HDF5 file");
            using (TensorMemory memory = FileMemory.Open(path, isWritable: false))
            {
                Hdf5Checksums.Verify(new FileBytes(memory, path));
            }

            return new LibraryGraphs(path, new Hdf5Stream(file, start));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Has(string split) => Guard($"group {split}", () => _root.LinkExists(split));

    /// <inheritdoc/>
    public PublishedMatrix Read(string split, int index, string name, int elementBytes)
    {
        string place = $"graph {index} of {split}";
        return Guard(place, () =>
        {
            IH5Group graphs = _root.Group(split);
            IH5Group graph = graphs.LinkExists($"{index}") ? graphs.Group($"{index}") : throw Invalid("there is no such graph");
            IH5Dataset dataset = graph.LinkExists(name) ? graph.Dataset(name) : throw Invalid($"it has no {name}");
            ulong[] sizes = dataset.Space.Dimensions;
            IH5DataType type = dataset.Type;
            bool isWhole = type is { Class: H5DataTypeClass.FixedPoint, FixedPoint: { IsSigned: false } } && type.Size == elementBytes;
            if (sizes.Length != 2 || !isWhole)
            {
                throw Invalid($"{name} should be a matrix of whole numbers of {8 * elementBytes} bits");
            }

            CheckSize(sizes, "elements");
            if (dataset.Layout is { Class: H5DataLayoutClass.Chunked } layout)
            {
                CheckSize(layout.Chunks, "elements in a chunk");
            }

            (int rows, int columns) = ((int)sizes[0], (int)sizes[1]);
            byte[] bytes = new byte[(long)rows * columns * elementBytes];
            if (bytes.Length > 0)
            {
                Fill(dataset, bytes, elementBytes);
            }

            return new PublishedMatrix(rows, columns, bytes);
        });

        InvalidFileException Invalid(string problem) => new(_path, place, problem);

        void CheckSize(IEnumerable<ulong> sizes, string what)
        {
            if (sizes.Aggregate((UInt128)1, (product, size) => product * size) > (UInt128)_maxElements)
            {
                throw Invalid($"{name} has {string.Join('×', sizes)} {what}, which no graph has in such a file");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private static void Fill(IH5Dataset dataset, byte[] bytes, int elementBytes)
    {
        if (elementBytes == 1)
        {
            dataset.Read(bytes);
        }
        else
        {
            ushort[] words = new ushort[bytes.Length / elementBytes];
            dataset.Read(words);
            MemoryMarshal.AsBytes(words.AsSpan()).CopyTo(bytes);
        }
    }

    /// <summary>
    /// Where the superblock is: at the start, or behind a user block of 512 bytes or a power of two above; null if nowhere.
    /// </summary>
    private static long? FindSignature(FileStream file)
    {
        Span<byte> start = stackalloc byte[Hdf5File.Signature.Length];
        for (long place = 0; place < file.Length; place = place == 0 ? Hdf5Stream.MinBytes : 2 * place)
        {
            if (RandomAccess.Read(file.SafeFileHandle, start, place) == start.Length && start.SequenceEqual(Hdf5File.Signature))
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>
    /// The library is no file's judge: on damaged ones its own arithmetic fails, each time in its way. It is not made for threads either.
    /// </summary>
    private T Guard<T>(string place, Func<T> read)
    {
        try
        {
            lock (_lock)
            {
                return read();
            }
        }
        catch (Exception error) when (error.GetBaseException() is not (InvalidFileException or OutOfMemoryException))
        {
            throw new InvalidFileException(
                _path, place, $"PureHDF, which reads files like this one, finds: {error.GetBaseException().Message.TrimEnd('.')}");
        }
    }
}
