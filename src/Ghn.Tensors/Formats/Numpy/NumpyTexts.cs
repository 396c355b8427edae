using System.Text;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>
/// NumPy's arrays of texts, in one dimension: each text takes as many UTF-32 characters as the longest, the rest of which are zero.
/// </summary>
internal static class NumpyTexts
{
    private static readonly UTF32Encoding Encoding = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>The whole array, its header included.</summary>
    public static byte[] Write(IReadOnlyList<string> texts)
    {
        byte[][] encoded = [.. texts.Select(Encoding.GetBytes)];
        int width = Math.Max(sizeof(int), encoded.Select(text => text.Length).DefaultIfEmpty().Max());
        var array = new LittleEndianBuffer();
        array.Add(NpyHeader.Write($"<U{width / sizeof(int)}", [texts.Count]));
        foreach (byte[] text in encoded)
        {
            array.Add(text).Add(new byte[width - text.Length]);
        }

        return array.ToArray();
    }

    /// <summary>The texts of an array; null if it holds none, or has another number of dimensions.</summary>
    /// <param name="file">The array, its header included.</param>
    /// <exception cref="InvalidFileException">The array is not what it should be.</exception>
    public static IReadOnlyList<string>? Read(FileBytes file)
    {
        NpyHeader header = NpyHeader.Read(file);
        if (header is not { Description: ['<', 'U', .. var digits], Sizes: [var count] } || !int.TryParse(digits, out int characters))
        {
            return null;
        }

        int width = checked(characters * sizeof(int));
        FileBytes data = file.Window(header.ByteCount, file.Length - header.ByteCount, "the array");
        if (width == 0 || data.Length / width != count || data.Length % width != 0)
        {
            throw file.Invalid(header.ByteCount, $"{count} texts of {width} bytes should follow, not {data.Length} bytes");
        }

        var texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            try
            {
                texts[i] = Encoding.GetString(data.Span((long)i * width, width, "a text")).TrimEnd('\0');
            }
            catch (DecoderFallbackException)
            {
                throw data.Invalid((long)i * width, "this text is no Unicode");
            }
        }

        return texts;
    }
}
