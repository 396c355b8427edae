using System.Collections.ObjectModel;
using System.IO.Compression;

namespace Ghn.Tensors;

/// <summary>NumPy's archives of named arrays, and single arrays. What <c>np.savez_compressed</c> wrote is decompressed first.</summary>
internal static class NpzReader
{
    private const string Extension = ".npy";

    /// <summary>Deflate cannot shrink anything further than this.</summary>
    private const long HighestDeflateRatio = 1032;

    /// <summary>Reads every array of an archive.</summary>
    /// <exception cref="InvalidFileException">The archive is not what it should be.</exception>
    public static Checkpoint Read(ZipDirectory archive)
    {
        if (archive.Entries.Count == 0 || !archive.Entries.All(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            throw new InvalidFileException(
                archive.FileName,
                "as a whole",
                "this zip archive is neither PyTorch's nor NumPy's",
                "Known are the archives of torch.save and np.savez.");
        }

        Allowance decompressed = Allowance.OfDecompression(archive.FileName, archive.ByteCount);
        var copies = new Allowance(archive.FileName, "bytes of rearranged tensors", (2 * archive.ByteCount) + decompressed.Limit);
        var state = new StateDict();
        foreach (ZipEntry entry in archive.Entries)
        {
            string name = entry.Name[..^Extension.Length];
            FileBytes bytes = entry.Method == ZipFormat.Deflated ? Inflate(archive, entry, decompressed) : archive.Open(entry);
            state.Add(name, ReadArray(bytes, name, copies));
        }

        return new Checkpoint(FileFormat.Npz, state, ReadOnlyDictionary<string, object?>.Empty);
    }

    /// <summary>Reads a file that is one array.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static Checkpoint ReadLone(FileBytes file)
    {
        var copies = new Allowance(file.Name, "bytes of rearranged tensors", 2 * file.Length);
        var state = new StateDict { { Checkpoint.LoneTensorName, ReadArray(file, Checkpoint.LoneTensorName, copies) } };
        return new Checkpoint(FileFormat.Npy, state, ReadOnlyDictionary<string, object?>.Empty);
    }

    private static Tensor ReadArray(FileBytes file, string name, Allowance copies)
    {
        NpyHeader header = NpyHeader.Read(file);
        FileBytes data = file.Window(header.ByteCount, file.Length - header.ByteCount, "the array");
        long[] strides = new long[header.Sizes.Length];
        long stride = 1;
        for (int i = 0; i < strides.Length; i++)
        {
            int dimension = header.IsFortranOrder ? i : strides.Length - 1 - i;
            strides[dimension] = stride;
            stride = unchecked(stride * header.Sizes[dimension]);
        }

        var storage = new StorageBytes(file.Name, header.Type, data.Length / header.Type.ByteCount()) { Bytes = data };
        return new StridedTensor(storage, 0, header.Sizes, strides).ToTensor(name, copies);
    }

    private static unsafe FileBytes Inflate(ZipDirectory archive, ZipEntry entry, Allowance allowance)
    {
        FileBytes compressed = archive.OpenRaw(entry);
        if (entry.ByteCount / HighestDeflateRatio > compressed.Length)
        {
            throw new InvalidFileException(
                archive.FileName, $"entry {entry.Name}", $"{compressed.Length} bytes cannot hold {entry.ByteCount}");
        }

        allowance.Spend(entry.ByteCount);
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
