using System.Text.RegularExpressions;

namespace Ghn.Tensors;

/// <summary>
/// The header of a NumPy array: a magic string, a version, a length, and a Python dictionary in text of the type, the order
/// of the dimensions and the shape.
/// </summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="IsFortranOrder">Whether the first dimension varies fastest.</param>
/// <param name="Sizes">The dimensions.</param>
/// <param name="ByteCount">The size of the header.</param>
internal sealed partial record NpyHeader(ElementType Type, bool IsFortranOrder, long[] Sizes, int ByteCount)
{
    private const int LongestHeader = 1 << 16;

    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["<f4"] = ElementType.Float32,
        ["<f2"] = ElementType.Float16,
        ["<f8"] = ElementType.Float64,
        ["<i8"] = ElementType.Int64,
        ["<i4"] = ElementType.Int32,
        ["<i2"] = ElementType.Int16,
        ["|i1"] = ElementType.Int8,
        ["|u1"] = ElementType.UInt8,
        ["|b1"] = ElementType.Bool,
    };

    /// <summary>Whether a file is a NumPy array.</summary>
    public static bool Recognizes(FileBytes file) => file.Head(6) is [0x93, .. var rest] && rest.SequenceEqual("NUMPY"u8);

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidFileException">It is not what it should be, or the type is not supported.</exception>
    public static NpyHeader Read(FileBytes file)
    {
        if (!Recognizes(file))
        {
            throw file.Invalid(0, "this is no NumPy array");
        }

        int lengthBytes = file.Span(6, 1, "the version")[0] == 1 ? 2 : 4;
        long length = lengthBytes == 2 ? file.UInt16(8, "the length of the header") : file.UInt32(8, "the length of the header");
        int start = 8 + lengthBytes;
        if (length > LongestHeader)
        {
            throw file.Invalid(8, $"the header claims {length} bytes; {LongestHeader} are the most");
        }

        string text = System.Text.Encoding.Latin1.GetString(file.Span(start, (int)length, "the header"));
        Match match = Dictionary().Match(text);
        if (!match.Success)
        {
            throw file.Invalid(start, "the header is not one that NumPy writes for an array of numbers");
        }

        string type = match.Groups["type"].Value;
        return new NpyHeader(
            Types.TryGetValue(type, out ElementType known)
                ? known
                : throw file.Invalid(start, $"elements of type '{type}' are not supported", "Convert the array with .astype('float32')."),
            match.Groups["fortran"].Value == "True",
            [.. match.Groups["size"].Captures.Select(size => long.Parse(size.ValueSpan))],
            start + (int)length);
    }

    /// <summary>The type that has a name in NumPy, or null if none has.</summary>
    public static ElementType? TypeOf(string name) => Types.TryGetValue(name, out ElementType type) ? type : null;

    /// <summary>The type's name in NumPy, or null if it has none there.</summary>
    public static string? NameOf(ElementType type) => Types.FirstOrDefault(entry => entry.Value == type).Key;

    [GeneratedRegex(
        @"^\{\s*'descr':\s*'(?<type>[^']{1,32})',\s*'fortran_order':\s*(?<fortran>True|False),\s*"
        + @"'shape':\s*\((?:(?<size>[0-9]{1,10})L?,\s*)*(?:(?<size>[0-9]{1,10})L?)?\),?\s*\}\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();
}
