using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Zip;

/// <summary>
/// Writes a zip archive of uncompressed entries whose data start at multiples of 64 bytes, so that tensors in it can be used
/// where they lie. The same entries give the same bytes. Sizes and offsets beyond 4 GiB are written as zip64 has it.
/// </summary>
/// <param name="file">The file, written from its current position on.</param>
internal sealed class ZipWriter(OutputFile file)
{
    private const int Alignment = 64;
    private const int FieldHeaderBytes = 4;
    private const ushort PlainVersion = 20;
    private const ushort Zip64Version = 45;

    /// <summary>1 January 1980, the first day that zip archives know.</summary>
    private const ushort Date = (1 << 5) | 1;

    private readonly List<ZipEntry> _entries = [];

    /// <summary>Appends an entry of a few bytes, or of a tensor that follows them.</summary>
    /// <exception cref="NotSupportedException">The name is longer than 65,535 bytes.</exception>
    public void Add(string name, ReadOnlySpan<byte> bytes, Tensor? tensor = null)
    {
        if (Encoding.UTF8.GetByteCount(name) > ushort.MaxValue)
        {
            throw new NotSupportedException($"The name {PrintableText.OfName(name)} is too long for an archive.");
        }

        long headerOffset = file.Position;
        long byteCount = bytes.Length + (tensor?.ByteCount ?? 0);
        int headerBytes = HeaderBytes(headerOffset, name, byteCount);

        // The header holds the checksum, which is known once the data have gone by.
        file.Skip(headerBytes);
        file.Write(bytes);
        uint crc = Crc32.Append(0, bytes);
        crc = tensor is null ? crc : file.Write(tensor, crc);

        var entry = new ZipEntry(name, ZipFormat.Stored, IsEncrypted: false, crc, byteCount, byteCount, headerOffset);
        file.WriteAt(headerOffset, LocalHeader(entry, headerBytes));
        _entries.Add(entry);
    }

    /// <summary>Writes the directory, with which the archive is complete.</summary>
    public void Finish()
    {
        long start = file.Position;
        foreach (ZipEntry entry in _entries)
        {
            file.Write(CentralHeader(entry));
        }

        file.Write(EndRecords(start, file.Position - start));
    }

    private static bool NeedsZip64(long value) => value >= ZipFormat.InZip64Field;

    private static int HeaderBytes(long offset, string name, long byteCount)
    {
        int zip64Bytes = NeedsZip64(byteCount) ? FieldHeaderBytes + (2 * sizeof(long)) : 0;
        int unaligned = ZipFormat.LocalHeaderBytes + Encoding.UTF8.GetByteCount(name) + zip64Bytes + FieldHeaderBytes;
        int padding = (int)((Alignment - ((offset + unaligned) % Alignment)) % Alignment);
        return unaligned + padding;
    }

    private static byte[] LocalHeader(ZipEntry entry, int byteCount)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        bool isLarge = NeedsZip64(entry.ByteCount);
        var header = new LittleEndianBuffer();
        header.Add32(ZipFormat.LocalHeaderSignature);
        AddCommon(header, entry, name, isLarge);
        header.Add16((ushort)(byteCount - ZipFormat.LocalHeaderBytes - name.Length));
        header.Add(name);
        if (isLarge)
        {
            header.Add16(ZipFormat.Zip64Field).Add16(2 * sizeof(long)).Add64(entry.ByteCount).Add64(entry.ByteCount);
        }

        int padding = byteCount - header.Length - FieldHeaderBytes;
        header.Add16(ZipFormat.PaddingField).Add16((ushort)padding).Add(new byte[padding]);
        return header.ToArray();
    }

    private static byte[] CentralHeader(ZipEntry entry)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        bool isLarge = NeedsZip64(entry.ByteCount);
        bool isFar = NeedsZip64(entry.HeaderOffset);
        int zip64Bytes = (isLarge ? 2 * sizeof(long) : 0) + (isFar ? sizeof(long) : 0);
        var header = new LittleEndianBuffer();
        header.Add32(ZipFormat.CentralHeaderSignature).Add16(Zip64Version);
        AddCommon(header, entry, name, isLarge || isFar, isLarge);
        header.Add16((ushort)(zip64Bytes == 0 ? 0 : FieldHeaderBytes + zip64Bytes));
        header.Add16(0).Add16(0).Add16(0).Add32(0);
        header.Add32(isFar ? ZipFormat.InZip64Field : (uint)entry.HeaderOffset);
        header.Add(name);
        if (zip64Bytes > 0)
        {
            header.Add16(ZipFormat.Zip64Field).Add16((ushort)zip64Bytes);
            if (isLarge)
            {
                header.Add64(entry.ByteCount).Add64(entry.ByteCount);
            }

            if (isFar)
            {
                header.Add64(entry.HeaderOffset);
            }
        }

        return header.ToArray();
    }

    /// <summary>The fields that both headers share, from the version to the length of the name.</summary>
    private static void AddCommon(LittleEndianBuffer header, ZipEntry entry, byte[] name, bool isZip64, bool? isLarge = null)
    {
        uint size = isLarge ?? isZip64 ? ZipFormat.InZip64Field : (uint)entry.ByteCount;
        header.Add16(isZip64 ? Zip64Version : PlainVersion).Add16(ZipFormat.Utf8Names).Add16(entry.Method);
        header.Add16(0).Add16(Date).Add32(entry.Crc).Add32(size).Add32(size).Add16((ushort)name.Length);
    }

    private byte[] EndRecords(long start, long byteCount)
    {
        var end = new LittleEndianBuffer();
        bool isZip64 = NeedsZip64(start) || NeedsZip64(byteCount) || _entries.Count >= ushort.MaxValue;
        if (isZip64)
        {
            end.Add32(ZipFormat.Zip64EndSignature).Add64(ZipFormat.Zip64EndBytes - 12).Add16(Zip64Version).Add16(Zip64Version);
            end.Add32(0).Add32(0).Add64(_entries.Count).Add64(_entries.Count).Add64(byteCount).Add64(start);
            end.Add32(ZipFormat.Zip64LocatorSignature).Add32(0).Add64(start + byteCount).Add32(1);
        }

        ushort count = isZip64 ? ushort.MaxValue : (ushort)_entries.Count;
        end.Add32(ZipFormat.EndSignature).Add16(0).Add16(0).Add16(count).Add16(count);
        end.Add32(isZip64 ? ZipFormat.InZip64Field : (uint)byteCount).Add32(isZip64 ? ZipFormat.InZip64Field : (uint)start).Add16(0);
        return end.ToArray();
    }
}
