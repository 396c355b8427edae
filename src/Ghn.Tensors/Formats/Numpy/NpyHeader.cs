using System.Text;
using System.Text.RegularExpressions;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Reading;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>
/// The header of a NumPy array: a magic string, a version, a length, and a Python dictionary in text of the type, the order
/// of the dimensions and the shape.
/// </summary>
/// <param name="Description">The type of the elements: <c>&lt;f4</c>.</param>
/// <param name="IsFortranOrder">Whether the first dimension varies fastest.</param>
/// <param name="Sizes">The dimensions.</param>
/// <param name="ByteCount">The size of the header.</param>
internal sealed partial record NpyHeader(string Description, bool IsFortranOrder, long[] Sizes, int ByteCount)
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int Alignment = 64;
    private const int PrefixBytes = 10;

    /// <summary>Whether a file is a NumPy array.</summary>
    public static bool Recognizes(FileBytes file) => file.Head(6) is [0x93, .. var rest] && rest.SequenceEqual("NUMPY"u8);

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidFileException">It is not what it should be.</exception>
    public static NpyHeader Read(FileBytes file)
    {
        if (!Recognizes(file))
        {
            throw file.Invalid(0, "this is no NumPy array");
        }

        int lengthBytes = file.Span(6, 1, "the version")[0] == 1 ? 2 : 4;
        long length = lengthBytes == 2 ? file.UInt16(8, "the length of the header") : file.UInt32(8, "the length of the header");
        int start = 8 + lengthBytes;
        if (length > MaxHeaderBytes)
        {
            throw file.Invalid(8, $"the header claims {length} bytes; {MaxHeaderBytes} are the most");
        }

        string text = Encoding.Latin1.GetString(file.Span(start, (int)length, "the header"));
        Match match = Dictionary().Match(text);
        if (!match.Success)
        {
            throw file.Invalid(start, "the header is not one that NumPy writes for an array");
        }

        return new NpyHeader(
            match.Groups["type"].Success ? match.Groups["type"].Value : "structure",
            match.Groups["fortran"].Value == "True",
            [.. match.Groups["size"].Captures.Select(size => long.Parse(size.ValueSpan))],
            start + (int)length);
    }

    /// <summary>The header of an array in NumPy's first version, padded so that the elements are aligned.</summary>
    /// <param name="description">The type of the elements.</param>
    /// <param name="sizes">The dimensions, the last of which varies fastest.</param>
    public static byte[] Write(string description, IEnumerable<int> sizes)
    {
        string shape = string.Concat(sizes.Select(size => $"{size}, "));
        string text = $"{{'descr': '{description}', 'fortran_order': False, 'shape': ({shape.TrimEnd()}), }}";
        int textBytes = ((PrefixBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment) - PrefixBytes;

        var header = new LittleEndianBuffer();
        header.Add8(0x93).Add("NUMPY\x01\x00"u8).Add16((ushort)textBytes);
        header.Add(Encoding.ASCII.GetBytes(text.PadRight(textBytes - 1) + '\n'));
        return header.ToArray();
    }

    [GeneratedRegex(
        @"^\{\s*'descr':\s*(?:'(?<type>[^']{1,32})'|\[[^\]]{1,4096}\]),\s*'fortran_order':\s*(?<fortran>True|False),\s*"
        + @"'shape':\s*\((?:(?<size>[0-9]{1,10})L?,\s*)*(?:(?<size>[0-9]{1,10})L?)?\),?\s*\}\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();
}
