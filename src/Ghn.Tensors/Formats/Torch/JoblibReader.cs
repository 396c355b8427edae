using System.IO.Compression;

namespace Ghn.Tensors;

/// <summary>
/// A pickle of PyTorch tensors as joblib writes it: the storages are byte strings within the pickle, each a file in
/// PyTorch's old format. The whole may be compressed; it is then decompressed as it is read, each storage straight
/// into its own memory.
/// </summary>
internal static class JoblibReader
{
    private static readonly (string Name, byte[] Start)[] Unsupported =
    [
        ("bz2", "BZh"u8.ToArray()),
        ("xz", [0xfd, .. "7zXZ"u8]),
        ("lzma", [0x5d, 0, 0]),
        ("lz4", [0x04, 0x22, 0x4d, 0x18]),
        ("zstd", [0x28, 0xb5, 0x2f, 0xfd]),
    ];

    /// <summary>Whether a file starts as a pickle of protocol 2 or later does.</summary>
    public static bool RecognizesPickle(FileBytes file) => file.Head(2) is [0x80, >= 2 and <= 5];

    /// <summary>Whether a file is compressed, in a way that can be read or not.</summary>
    public static bool RecognizesCompressed(FileBytes file) => IsZlib(file) || IsGzip(file) || CompressionName(file) is not null;

    /// <summary>Reads an uncompressed pickle, without copying what it holds.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static object? ReadPickle(FileBytes file) =>
        new PickleReader(new MappedPickleInput(file), persistentStorage: null) { AllowsNestedFiles = true }.Read();

    /// <summary>Reads a compressed pickle.</summary>
    /// <param name="file">The file.</param>
    /// <param name="byteCount">The size of the decompressed pickle.</param>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static unsafe object? ReadCompressed(FileBytes file, out long byteCount)
    {
        if (CompressionName(file) is { } name)
        {
            throw file.Invalid(
                0, $"it is compressed by {name}, which is not supported", "In Python: joblib.dump(joblib.load(file), file, compress=0).");
        }

        using var compressed = new UnmanagedMemoryStream(file.Pointer, file.Length);
        using Stream stream = IsZlib(file)
            ? new ZLibStream(compressed, CompressionMode.Decompress)
            : new GZipStream(compressed, CompressionMode.Decompress);
        var input = new StreamPickleInput(stream, file.Name, Allowance.OfDecompression(file.Name, file.Length));
        object? value = new PickleReader(input, persistentStorage: null) { AllowsNestedFiles = true }.Read();
        byteCount = input.Position;
        return input.IsAtEnd ? value : throw input.Invalid("something follows the pickle");
    }

    private static bool IsGzip(FileBytes file) => file.Head(2) is [0x1f, 0x8b];

    private static bool IsZlib(FileBytes file) => file.Head(2) is [0x78, var flags] && ((0x78 << 8) | flags) % 31 == 0;

    private static string? CompressionName(FileBytes file)
    {
        foreach ((string name, byte[] start) in Unsupported)
        {
            if (file.Head(start.Length).SequenceEqual(start))
            {
                return name;
            }
        }

        return null;
    }
}
