using System.Buffers.Binary;
using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Zip;

/// <summary>
/// The directory of a zip archive that lies in memory, and the places of its files. Only what is stored without
/// compression can be opened; it is not copied, and its checksum is left to the caller.
/// </summary>
internal sealed class ZipDirectory
{
    private const int MaxCommentLength = ushort.MaxValue;

    private readonly FileBytes _archive;
    private readonly List<ZipEntry> _entries = [];
    private readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads the directory.</summary>
    /// <exception cref="InvalidFileException">The directory is damaged or missing.</exception>
    public ZipDirectory(FileBytes archive)
    {
        _archive = archive;
        (long position, long byteCount, long count) = FindDirectory();
        FileBytes directory = archive.Window(position, byteCount, "the archive's directory");
        long offset = 0;
        for (long i = 0; i < count; i++)
        {
            ZipEntry entry = ReadEntry(directory, ref offset);
            if (!_byName.TryAdd(entry.Name, entry))
            {
                throw Invalid(entry, "the archive has two entries of this name");
            }

            _entries.Add(entry);
        }
    }

    /// <summary>The archive's name.</summary>
    public string FileName => _archive.Name;

    /// <summary>The size of the archive.</summary>
    public long ByteCount => _archive.Length;

    /// <summary>The entries, in the directory's order.</summary>
    public IReadOnlyList<ZipEntry> Entries => _entries;

    /// <summary>Whether a file starts as zip archives do.</summary>
    public static bool Recognizes(FileBytes file) =>
        file.Head(4).SequenceEqual("PK\x03\x04"u8) || file.Head(4).SequenceEqual("PK\x05\x06"u8);

    /// <summary>The entry called <paramref name="name"/>, or null.</summary>
    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The bytes of an entry that is not compressed.</summary>
    /// <exception cref="InvalidFileException">It is compressed or encrypted, or exceeds the archive.</exception>
    public FileBytes Open(ZipEntry entry)
    {
        FileBytes bytes = OpenRaw(entry);
        if (entry.Method != ZipFormat.Stored)
        {
            throw Invalid(
                entry,
                $"it is compressed (method {entry.Method}), which torch.save never does",
                "Zip the archive again without compression: zip -0.");
        }

        return entry.CompressedBytes == entry.ByteCount
            ? bytes
            : throw Invalid(entry, $"it is not compressed, and yet has {entry.CompressedBytes} bytes for {entry.ByteCount}");
    }

    /// <summary>The bytes of an entry as they lie in the archive.</summary>
    /// <exception cref="InvalidFileException">It is encrypted, or exceeds the archive.</exception>
    public FileBytes OpenRaw(ZipEntry entry)
    {
        if (entry.IsEncrypted)
        {
            throw Invalid(entry, "it is encrypted", "Decrypt the archive first.");
        }

        FileBytes header = _archive.Window(entry.HeaderOffset, ZipFormat.LocalHeaderBytes, $"the header of {entry.Name}");
        if (header.UInt32(0, "a header") != ZipFormat.LocalHeaderSignature)
        {
            throw Invalid(entry, "its header is not where the directory says");
        }

        long start = entry.HeaderOffset + ZipFormat.LocalHeaderBytes + header.UInt16(26, "a name") + header.UInt16(28, "a field");
        return _archive.Window(start, entry.CompressedBytes, $"entry {entry.Name}");
    }

    /// <summary>Finds the end record, from the back, and the zip64 one before it if there is one.</summary>
    private (long Position, long ByteCount, long Count) FindDirectory()
    {
        int tailBytes = (int)Math.Min(_archive.Length, ZipFormat.EndBytes + MaxCommentLength);
        long tailStart = _archive.Length - tailBytes;
        ReadOnlySpan<byte> tail = _archive.Span(tailStart, tailBytes, "the archive's end");
        Span<byte> signature = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, ZipFormat.EndSignature);
        int place = tail.LastIndexOf(signature);
        if (place < 0)
        {
            throw _archive.Invalid(_archive.Length, "the zip archive's directory is missing: the file has been cut short");
        }

        long end = tailStart + place;
        FileBytes record = _archive.Window(end, ZipFormat.EndBytes, "the archive's end record");
        long locator = end - ZipFormat.Zip64LocatorBytes;
        if (locator < 0 || _archive.UInt32(locator, "a locator") != ZipFormat.Zip64LocatorSignature)
        {
            return (record.UInt32(16, "an offset"), record.UInt32(12, "a size"), record.UInt16(10, "a count"));
        }

        long zip64 = _archive.Int64(locator + 8, "the offset of the zip64 record");
        FileBytes large = _archive.Window(zip64, ZipFormat.Zip64EndBytes, "the zip64 end record");
        if (large.UInt32(0, "a record") != ZipFormat.Zip64EndSignature)
        {
            throw large.Invalid(0, "the zip64 end record is not where it should be");
        }

        return (large.Int64(48, "an offset"), large.Int64(40, "a size"), large.Int64(32, "a count"));
    }

    private static ZipEntry ReadEntry(FileBytes directory, ref long offset)
    {
        FileBytes header = directory.Window(offset, ZipFormat.CentralHeaderBytes, "a directory entry");
        if (header.UInt32(0, "a directory entry") != ZipFormat.CentralHeaderSignature)
        {
            throw header.Invalid(0, "a directory entry is not where it should be");
        }

        int nameBytes = header.UInt16(28, "a name");
        int extraBytes = header.UInt16(30, "a field");
        long nameStart = offset + ZipFormat.CentralHeaderBytes;
        string name = Encoding.UTF8.GetString(directory.Span(nameStart, nameBytes, "a name"));
        FileBytes extra = directory.Window(nameStart + nameBytes, extraBytes, $"a field of {name}");
        offset = nameStart + nameBytes + extraBytes + header.UInt16(32, "a comment");

        // The zip64 field holds, in this order, those of the three numbers whose own field is full.
        FileBytes? large = FindZip64Field(extra);
        long taken = 0;
        long byteCount = Number(header.UInt32(24, "a size"));
        long compressedBytes = Number(header.UInt32(20, "a size"));
        long headerOffset = Number(header.UInt32(42, "an offset"));
        bool isEncrypted = (header.UInt16(8, "flags") & 1) != 0;
        uint crc = header.UInt32(16, "a checksum");
        return new ZipEntry(name, header.UInt16(10, "a method"), isEncrypted, crc, compressedBytes, byteCount, headerOffset);

        long Number(uint field)
        {
            if (field != ZipFormat.InZip64Field || large is null)
            {
                return field;
            }

            taken += sizeof(long);
            return large.Int64(taken - sizeof(long), $"a size of {name}");
        }
    }

    private static FileBytes? FindZip64Field(FileBytes extra)
    {
        for (long offset = 0; offset + 4 <= extra.Length;)
        {
            ushort length = extra.UInt16(offset + 2, "a field");
            if (extra.UInt16(offset, "a field") == ZipFormat.Zip64Field)
            {
                return extra.Window(offset + 4, length, "a zip64 field");
            }

            offset += 4 + length;
        }

        return null;
    }

    private InvalidFileException Invalid(ZipEntry entry, string problem, string? remedy = null) =>
        new(FileName, $"entry {entry.Name}", problem, remedy);
}
