using System.Collections.ObjectModel;
using System.IO.Compression;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Zip;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>NumPy's archives of named arrays, and single arrays. What <c>np.savez_compressed</c> wrote is decompressed first.</summary>
internal static class NpzReader
{
    private const string Extension = ".npy";

    /// <summary>Deflate cannot shrink anything further than this.</summary>
    private const long MaxDeflateRatio = 1032;

    /// <summary>Reads every array of numbers in an archive, and names the rest.</summary>
    /// <exception cref="InvalidFileException">The archive is not what it should be.</exception>
    public static Checkpoint Read(ZipDirectory archive)
    {
        if (archive.Entries.Count == 0)
        {
            throw new InvalidFileException(archive.FileName, "as a whole", "the archive is empty", "Save at least one array by np.savez.");
        }

        if (!archive.Entries.Any(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            throw new InvalidFileException(
                archive.FileName,
                "as a whole",
                "this zip archive is neither PyTorch's nor NumPy's",
                "Known are the archives of torch.save and np.savez.");
        }

        Budget decompressed = Budget.OfDecompression(archive.FileName, archive.ByteCount);
        Budget copies = new Budget(archive.FileName, "bytes of rearranged tensors", (2 * archive.ByteCount) + decompressed.Limit);
        var state = new StateDict();
        var unread = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ZipEntry entry in archive.Entries)
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal))
            {
                unread[entry.Name] = "it is no array";
                continue;
            }

            string name = entry.Name[..^Extension.Length];
            NumpyData array = Describe(Open(archive, entry, decompressed));
            if (array.Obstacle is { } obstacle)
            {
                unread[name] = obstacle;
            }
            else
            {
                state.Add(name, array.ToTensor(name, copies));
            }
        }

        return state.Count > 0
            ? new Checkpoint(FileFormat.Npz, state, ReadOnlyDictionary<string, object?>.Empty) { Unread = unread }
            : throw new InvalidFileException(
                archive.FileName, $"array {unread.First().Key}", unread.First().Value, "The archive holds no array of numbers.");
    }

    /// <summary>Some arrays of an archive, of whatever elements, each with its header.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="names">The arrays' names; what is no array is passed over.</param>
    /// <exception cref="InvalidFileException">An entry is not what it should be.</exception>
    public static IEnumerable<(string Name, FileBytes Array)> Arrays(ZipDirectory archive, IEnumerable<string> names)
    {
        Budget decompressed = Budget.OfDecompression(archive.FileName, archive.ByteCount);
        return from name in names
               let entry = archive.Find($"{name}{Extension}")
               where entry is not null
               select (name, Open(archive, entry, decompressed));
    }

    /// <summary>Reads a file that is one array.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static Checkpoint ReadSingle(FileBytes file)
    {
        NumpyData array = Describe(file);
        if (array.Obstacle is { } obstacle)
        {
            throw new InvalidFileException(
                file.Name, "as a whole", obstacle, "Convert the array with .astype('float32') if it holds numbers.");
        }

        Budget copies = new Budget(file.Name, "bytes of rearranged tensors", PlainValues.CopiesWithin(file.Length));
        var state = new StateDict { { Checkpoint.SingleTensorName, array.ToTensor(Checkpoint.SingleTensorName, copies) } };
        return new Checkpoint(FileFormat.Npy, state, ReadOnlyDictionary<string, object?>.Empty);
    }

    private static NumpyData Describe(FileBytes file)
    {
        NpyHeader header = NpyHeader.Read(file);
        FileBytes data = file.Window(header.ByteCount, file.Length - header.ByteCount, "the array");
        return new NumpyData(data, header.Description, header.Sizes, header.IsFortranOrder);
    }

    /// <summary>The bytes of an entry, under a name that says which.</summary>
    private static FileBytes Open(ZipDirectory archive, ZipEntry entry, Budget decompressed) =>
        entry.Method == ZipFormat.Deflated
            ? Inflate(archive, entry, decompressed)
            : archive.Open(entry).Called($"{archive.FileName}, entry {entry.Name}");

    private static unsafe FileBytes Inflate(ZipDirectory archive, ZipEntry entry, Budget budget)
    {
        FileBytes compressed = archive.OpenRaw(entry);
        if (entry.ByteCount / MaxDeflateRatio > compressed.Length)
        {
            throw new InvalidFileException(
                archive.FileName, $"entry {entry.Name}", $"{compressed.Length} bytes cannot hold {entry.ByteCount}");
        }

        budget.Spend(entry.ByteCount);
        using var source = new UnmanagedMemoryStream(compressed.Pointer, compressed.Length);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            HeapMemory memory = HeapMemory.Read(inflater.Read, entry.ByteCount);
            var bytes = new FileBytes(memory, $"{archive.FileName}, entry {entry.Name}");
            return memory.ByteCount == entry.ByteCount && Crc32.Append(0, bytes) == entry.Crc
                ? bytes
                : throw new InvalidFileException(archive.FileName, $"entry {entry.Name}", "its size or checksum is wrong");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidFileException(archive.FileName, $"entry {entry.Name}", error);
        }
    }
}
