using System.IO.Compression;
using System.Text;

namespace Ghn.Fuzz.Mutations;

/// <summary>Takes files out of their containers, damages them, and packs them again with sizes and checksums that are right.</summary>
internal static class ArchiveMutation
{
    private const int TarBlock = 512;
    private const int TarChecksumPlace = 148;
    private const int TarChecksumBytes = 8;
    private const int TarSizePlace = 124;
    private const int TarSizeBytes = 12;

    /// <summary>
    /// Where the fields of a header start, and how long they are: name, mode, size, time, kind, link, magic, owner, prefix.
    /// </summary>
    private static readonly (int Start, int Length)[] TarFields =
        [(0, 100), (100, 8), (TarSizePlace, TarSizeBytes), (136, 12), (156, 1), (157, 100), (257, 8), (265, 32), (345, 155)];

    /// <summary>Changes an entry of a zip archive, or which entries there are.</summary>
    /// <param name="inner">The mutator of an entry's content, by its name.</param>
    public static Mutator Zip(Func<string, Mutator> inner) => (bytes, random) =>
    {
        List<(string Name, byte[] Content)> entries = Unzip(bytes);
        int place = random.Next(entries.Count);
        (string name, byte[] content) = entries[place];
        switch (random.Next(12))
        {
            case 0:
                entries.RemoveAt(place);
                break;
            case 1:
                entries.Add(entries[place]);
                break;
            case 2:
                entries[place] = (Encoding.UTF8.GetString(TextMutation.Apply(Encoding.UTF8.GetBytes(name), random)), content);
                break;
            case 3:
                entries[place] = (name, entries[random.Next(entries.Count)].Content);
                break;
            default:
                entries[place] = (name, inner(name)(content, random));
                break;
        }

        return Zipped(entries, random.Next(3) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    };

    /// <summary>Changes what a stream of zlib holds.</summary>
    public static Mutator Zlib(Mutator inner) => (bytes, random) =>
        Packed(inner(Unpacked(bytes, stream => new ZLibStream(stream, CompressionMode.Decompress)), random), target => new ZLibStream(
            target, CompressionLevel.Fastest, true));

    /// <summary>Changes what a stream of gzip holds.</summary>
    public static Mutator Gzip(Mutator inner) => (bytes, random) =>
        Packed(inner(Unpacked(bytes, stream => new GZipStream(stream, CompressionMode.Decompress)), random), target => new GZipStream(
            target, CompressionLevel.Fastest, true));

    /// <summary>Changes a header of a tar archive or the content behind it.</summary>
    /// <param name="inner">The mutator of a file's content.</param>
    public static Mutator Tar(Mutator inner) => (bytes, random) =>
    {
        byte[] archive = bytes.ToArray();
        List<(int Header, int Length)> files = TarFiles(archive);
        if (files.Count == 0)
        {
            throw new InvalidDataException("no archive");
        }

        (int header, int length) = files[random.Next(files.Count)];
        if (random.Next(2) == 0)
        {
            (int start, int bytesOfField) = TarFields[random.Next(TarFields.Length)];
            Span<byte> field = archive.AsSpan(header + start, bytesOfField);
            byte[] changed = random.Next(2) == 0 ? TextMutation.Apply(field, random) : ByteMutation.Apply(field, random);
            field.Clear();
            changed.AsSpan(0, Math.Min(changed.Length, field.Length)).CopyTo(field);
            SignTarHeader(archive.AsSpan(header, TarBlock));
            return archive;
        }

        byte[] content = inner(archive.AsSpan(header + TarBlock, length), random);
        byte[] padded = new byte[(content.Length + TarBlock - 1) / TarBlock * TarBlock];
        content.CopyTo(padded, 0);
        Encoding.ASCII.GetBytes(Convert.ToString(content.Length, 8).PadLeft(TarSizeBytes - 1, '0'), archive.AsSpan(header + TarSizePlace));
        SignTarHeader(archive.AsSpan(header, TarBlock));
        int next = header + TarBlock + ((length + TarBlock - 1) / TarBlock * TarBlock);
        return [.. archive.AsSpan(0, header + TarBlock), .. padded, .. archive.AsSpan(Math.Min(next, archive.Length))];
    };

    private static List<(string Name, byte[] Content)> Unzip(ReadOnlySpan<byte> bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes.ToArray()));
        return [.. archive.Entries.Select(entry => (entry.FullName, Unpacked(entry)))];
    }

    private static byte[] Unpacked(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Zipped(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level)
    {
        var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name.Length > 0 ? name : "x", level).Open();
                stream.Write(content);
            }
        }

        return result.ToArray();
    }

    private static byte[] Unpacked(ReadOnlySpan<byte> bytes, Func<Stream, Stream> open)
    {
        using Stream stream = open(new MemoryStream(bytes.ToArray()));
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Packed(byte[] content, Func<Stream, Stream> open)
    {
        var result = new MemoryStream();
        using (Stream stream = open(result))
        {
            stream.Write(content);
        }

        return result.ToArray();
    }

    private static List<(int Header, int Length)> TarFiles(byte[] archive)
    {
        var files = new List<(int Header, int Length)>();
        for (int header = 0; header + TarBlock <= archive.Length && archive[header] != 0;)
        {
            string size = Encoding.ASCII.GetString(archive, header + TarSizePlace, TarSizeBytes).Trim('\0', ' ');
            int length = size.Length == 0 ? 0 : Convert.ToInt32(size, 8);
            if (length < 0 || header + TarBlock + (long)length > archive.Length)
            {
                break;
            }

            files.Add((header, length));
            header += TarBlock + ((length + TarBlock - 1) / TarBlock * TarBlock);
        }

        return files;
    }

    private static void SignTarHeader(Span<byte> header)
    {
        header.Slice(TarChecksumPlace, TarChecksumBytes).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header[TarChecksumPlace..]);
    }
}
