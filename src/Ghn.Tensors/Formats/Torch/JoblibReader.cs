using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Compression;
using Ghn.Tensors.Formats.Pickle;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Torch;

/// <summary>
/// A pickle of PyTorch tensors as joblib writes it: the storages are byte strings within the pickle, each a file in
/// PyTorch's old format; NumPy arrays lie between its instructions. The whole may be compressed; it is then decompressed as it is
/// read, each storage straight into its own memory.
/// </summary>
internal static class JoblibReader
{
    /// <summary>Whether a file starts as a pickle of protocol 2 or later does.</summary>
    public static bool RecognizesPickle(FileBytes file) => IsPickle(file.Head(2));

    /// <summary>Reads an uncompressed pickle, without copying what it holds.</summary>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static object? ReadPickle(FileBytes file) =>
        new PickleReader(new MappedPickleInput(file), TorchDialect.Plain) { AllowsNestedFiles = true }.Read();

    /// <summary>Reads a compressed pickle.</summary>
    /// <param name="file">The file.</param>
    /// <param name="decompression">How it is compressed.</param>
    /// <param name="byteCount">The size of the decompressed pickle.</param>
    /// <exception cref="InvalidFileException">The file is not what it should be.</exception>
    public static unsafe object? ReadCompressed(FileBytes file, Decompression decompression, out long byteCount)
    {
        if (decompression.Open is not { } open)
        {
            throw file.Invalid(
                0,
                $"it is compressed by {decompression.Name}, which is not supported",
                "In Python: joblib.dump(joblib.load(file), file, compress=0).");
        }

        RequirePickle(file, open, decompression.Name);
        using var compressed = new UnmanagedMemoryStream(file.Pointer, file.Length);
        using Stream stream = Open(open, compressed, file, decompression.Name);
        var input = new StreamPickleInput(stream, file.Name, Budget.OfDecompression(file.Name, file.Length), decompression.Name);
        object? value = new PickleReader(input, TorchDialect.Plain) { AllowsNestedFiles = true }.Read();
        byteCount = input.Position;
        return input.IsAtEnd ? value : throw input.Invalid("something follows the pickle");
    }

    /// <summary>Anything may be compressed by the same programs: <c>weights.pt.gz</c>, <c>weights.tar.gz</c>.</summary>
    private static unsafe void RequirePickle(FileBytes file, Func<Stream, Stream> open, string name)
    {
        using var compressed = new UnmanagedMemoryStream(file.Pointer, file.Length);
        using Stream stream = Open(open, compressed, file, name);
        byte[] head = new byte[2];
        int count;
        try
        {
            count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Decompression.Damaged(file.Name, "byte 0", name, error);
        }

        if (count == head.Length && !IsPickle(head))
        {
            throw file.Invalid(0, $"what {name} compressed is no pickle", "Decompress the file first, and name what comes out.");
        }
    }

    private static bool IsPickle(ReadOnlySpan<byte> head) => head is [0x80, >= 2 and <= 5];

    /// <summary>Some decoders read the start of their data at once.</summary>
    private static Stream Open(Func<Stream, Stream> open, Stream compressed, FileBytes file, string name)
    {
        try
        {
            return open(compressed);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Decompression.Damaged(file.Name, "byte 0", name, error);
        }
    }
}
