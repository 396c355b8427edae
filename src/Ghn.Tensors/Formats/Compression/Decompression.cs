using System.Buffers.Binary;
using System.IO.Compression;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using K4os.Compression.LZ4.Streams;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.LZMA;

namespace Ghn.Tensors.Formats.Compression;

/// <summary>A way in which joblib compresses its files.</summary>
/// <param name="Name">Its name in joblib.</param>
/// <param name="Recognizes">Whether a file is compressed so, by its first bytes.</param>
/// <param name="Open">The decompressed bytes of a compressed stream; null if it is not supported.</param>
internal sealed record Decompression(string Name, Func<byte[], bool> Recognizes, Func<Stream, Stream>? Open)
{
    /// <summary>How many bytes <see cref="Recognizes"/> needs at most.</summary>
    public const int HeadBytes = 6;

    /// <summary>
    /// The largest window that a file may ask for: that of the strongest of the levels. Nothing larger is written, unless somebody
    /// means to fill the memory.
    /// </summary>
    private const int MaxWindow = 64 << 20;
    private const int LzmaHeaderBytes = 13;

    private static readonly Decompression[] All =
    [
        new("zlib", head => head is [0x78, var flags, ..] && ((0x78 << 8) | flags) % 31 == 0, stream => new ZLibStream(
            stream, CompressionMode.Decompress)),
        new("gzip", head => head is [0x1f, 0x8b, ..], stream => new GZipStream(stream, CompressionMode.Decompress)),
        new("bz2", head => head.AsSpan().StartsWith("BZh"u8), stream => BZip2Stream.Create(
            stream, SharpCompress.Compressors.CompressionMode.Decompress, true)),
        new("xz", head => head is [0xfd, .. var rest] && rest.AsSpan().SequenceEqual("7zXZ\0"u8), stream => new XzStreams(stream)),
        new("lzma", head => head is [0x5d, 0, 0, ..], OpenLzma),
        new("lz4", head => head is [0x04, 0x22, 0x4d, 0x18, ..], stream => LZ4Stream.Decode(stream)),
        new("zstd", head => head is [0x28, 0xb5, 0x2f, 0xfd, ..], null),
    ];

    /// <summary>How a file is compressed; null if it is not.</summary>
    public static Decompression? Of(FileBytes file)
    {
        byte[] head = file.Head(HeadBytes).ToArray();
        return Array.Find(All, way => way.Recognizes(head));
    }

    /// <summary>What to throw when a decoder fails, in whatever way it does: for damaged data each has errors of its own.</summary>
    public static InvalidFileException Damaged(string fileName, string place, string name, Exception error) =>
        new(fileName, place, $"the data that {name} compressed are damaged or incomplete ({error.Message.TrimEnd('.')})");

    /// <summary>The properties, the size of the window and that of the content, −1 if an end marker tells it; then the data.</summary>
    private static LzmaStream OpenLzma(Stream stream)
    {
        byte[] header = new byte[LzmaHeaderBytes];
        stream.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(1)) <= MaxWindow
            ? LzmaStream.Create(header[..5], stream, -1, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(5)))
            : throw new InvalidDataException("It asks for a window of more than 64 MiB.");
    }
}
