using System.Formats.Tar;
using System.IO.Compression;
using Ghn.Tensors.Files;

namespace Ghn.Training.Data.Cifar;

/// <summary>Finds the files of a CIFAR data set: in a folder, or in the archive as downloaded.</summary>
internal static class CifarFiles
{
    /// <summary>Reads the data set at <paramref name="path"/>.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidFileException">A file is damaged.</exception>
    public static CifarDataset Open(string path, CifarFormat format, DataSplit split)
    {
        if (File.Exists(path))
        {
            return FromArchive(path, format, split);
        }

        foreach (CifarLayout layout in format.Layouts)
        {
            foreach (string folder in (string[])[path, Path.Combine(path, layout.Folder)])
            {
                if (layout.Files(split).All(file => File.Exists(Path.Combine(folder, file))))
                {
                    return FromFolder(folder, layout, format, split);
                }
            }
        }

        string? archive = format.Layouts.SelectMany(layout => layout.Archives).Select(name => Path.Combine(path, name))
            .FirstOrDefault(File.Exists);
        return archive is not null ? FromArchive(archive, format, split) : throw NotFound(path, format, split);
    }

    private static CifarDataset FromFolder(string folder, CifarLayout layout, CifarFormat format, DataSplit split)
    {
        var reader = new CifarReader(format, split);
        foreach (string file in layout.Files(split))
        {
            string path = Path.Combine(folder, file);
            using FileStream stream = RegularFile.OpenRead(path);
            reader.Read(file, path, stream);
        }

        return reader.ToDataset() ?? throw NotFound(folder, format, split);
    }

    private static CifarDataset FromArchive(string path, CifarFormat format, DataSplit split)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return FromArchive(stream, path, format, split);
    }

    /// <summary>Reads an archive.</summary>
    /// <param name="archive">A tar archive, compressed by gzip or not at all; it can be sought in.</param>
    /// <param name="path">What to call it in messages.</param>
    /// <param name="format">Which data set.</param>
    /// <param name="split">Which part of it.</param>
    internal static CifarDataset FromArchive(Stream archive, string path, CifarFormat format, DataSplit split)
    {
        var reader = new CifarReader(format, split);
        try
        {
            using Stream content = Decompressed(archive);
            using var tar = new TarReader(content);
            while (NextEntry(tar) is { } entry)
            {
                string file = Path.GetFileName(entry.Name);
                if (entry.DataStream is { } data && reader.Wants(file))
                {
                    reader.Read(file, $"{path}, {entry.Name}", data);
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidFileException(path, "the archive", error);
        }

        return reader.ToDataset() ?? throw NotFound(path, format, split);
    }

    /// <summary>The archive itself, if it is compressed: gzip's files begin by two bytes that no name of a file begins by.</summary>
    private static Stream Decompressed(Stream archive)
    {
        Span<byte> start = stackalloc byte[2];
        int count = archive.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        archive.Seek(-count, SeekOrigin.Current);
        return start is [0x1f, 0x8b] ? new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true) : archive;
    }

    /// <summary>On damaged headers the reader's own arithmetic fails, each time in its way.</summary>
    private static TarEntry? NextEntry(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException("A header is damaged.", error);
        }
    }

    private static FileNotFoundException NotFound(string path, CifarFormat format, DataSplit split)
    {
        CifarLayout binary = format.Layouts[0];
        CifarLayout python = format.Layouts[1];
        return new FileNotFoundException(
            $"{PrintableText.Of(path)}: there is no {format.Name} here. Looked for {string.Join(", ", binary.Files(split))} here, in "
            + $"{binary.Folder} and in {binary.Archive}; and for {string.Join(", ", python.Files(split))} here, in {python.Folder} and in "
            + $"{python.Archive}. Download {format.Download}.",
            path);
    }
}
