using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Memory;

namespace Ghn.Networks.DeepNets.Published;

/// <summary>
/// Reads the HDF5 files that DeepNets-1M is published in: superblock version 0, groups as symbol tables, datasets in one piece. That is
/// what libhdf5 writes unless it is asked for more; the rest is <see cref="LibraryGraphs"/>'s. Every address is checked against the file's
/// end.
/// </summary>
internal sealed class Hdf5File : IDisposable
{
    private const int SuperblockBytes = 96;
    private const int RootEntry = 56;
    private const int HeaderAddressInEntry = 8;

    private Hdf5File(FileBytes bytes)
    {
        Memory = bytes.Memory;
        ReadOnlySpan<byte> start = bytes.Span(0, SuperblockBytes, "the superblock");
        if (start[8] != 0)
        {
            throw new UnsupportedHdf5Exception();
        }

        if (start[13] != sizeof(long) || start[14] != sizeof(long))
        {
            throw bytes.Invalid(13, "only files with addresses and lengths of 8 bytes are supported");
        }

        long baseAddress = bytes.Int64(24, "the base address");
        FileBytes content = bytes.Window(baseAddress, bytes.Length - baseAddress, "the content");
        long address = bytes.Int64(RootEntry + HeaderAddressInEntry, "the root group");
        Root = new Hdf5Object(content, address).AsGroup();
    }

    /// <summary>What a superblock begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The file's bytes.</summary>
    public TensorMemory Memory { get; }

    /// <summary>The group that holds everything.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens a file, which is mapped, not read, if it is large.</summary>
    /// <exception cref="UnsupportedHdf5Exception">It is written in another way, or begins with something else.</exception>
    /// <exception cref="InvalidFileException">It is damaged.</exception>
    public static Hdf5File Open(string path)
    {
        TensorMemory memory = FileMemory.Open(path, isWritable: false);
        try
        {
            var bytes = new FileBytes(memory, path);
            return bytes.Head(Signature.Length).SequenceEqual(Signature)
                ? new Hdf5File(bytes)
                : throw new UnsupportedHdf5Exception();
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Returns the memory, or unmaps the file.</summary>
    public void Dispose() => Memory.Dispose();
}
