using System.Globalization;

namespace Ghn.Tensors.Formats.Numpy;

/// <summary>How the elements of a NumPy array lie in a file, and what they become.</summary>
/// <param name="Type">
/// The type that they become. Unsigned ones that have no counterpart become the next larger signed type.
/// </param>
/// <param name="ByteCount">The size of an element in the file.</param>
/// <param name="IsBigEndian">Whether its bytes have to be reversed.</param>
/// <param name="IsUnsigned">Whether it is unsigned, and becomes another type.</param>
internal sealed record NumpyElements(ElementType Type, int ByteCount, bool IsBigEndian, bool IsUnsigned)
{
    private static readonly Dictionary<string, (ElementType Type, bool IsUnsigned)> Types = new(StringComparer.Ordinal)
    {
        ["f4"] = (ElementType.Float32, false),
        ["f2"] = (ElementType.Float16, false),
        ["f8"] = (ElementType.Float64, false),
        ["i8"] = (ElementType.Int64, false),
        ["i4"] = (ElementType.Int32, false),
        ["i2"] = (ElementType.Int16, false),
        ["i1"] = (ElementType.Int8, false),
        ["u1"] = (ElementType.UInt8, false),
        ["b1"] = (ElementType.Bool, false),
        ["u2"] = (ElementType.Int32, true),
        ["u4"] = (ElementType.Int64, true),
        ["u8"] = (ElementType.Int64, true),
    };

    private static readonly Dictionary<char, string> Kinds = new()
    {
        ['O'] = "Python objects",
        ['U'] = "texts",
        ['S'] = "byte strings",
        ['a'] = "byte strings",
        ['c'] = "complex numbers",
        ['M'] = "dates",
        ['m'] = "spans of time",
        ['V'] = "raw bytes",
        ['f'] = "long floating-point numbers",
    };

    /// <summary>Whether the elements can be used where they lie.</summary>
    public bool AreNative => !IsUnsigned && (!IsBigEndian || ByteCount == 1);

    /// <summary>The elements that NumPy describes by the order of their bytes, a kind and a size; null if they are not supported.</summary>
    /// <param name="description">The description: <c>&lt;f4</c>, <c>|u1</c>, <c>&gt;i8</c>.</param>
    public static NumpyElements? Of(string description) =>
        description is ['<' or '>' or '|' or '=', .. { Length: 2 } name]
            && Types.TryGetValue(name, out (ElementType Type, bool IsUnsigned) known)
            ? new NumpyElements(known.Type, name[1] - '0', description[0] == '>', known.IsUnsigned)
            : null;

    /// <summary>The description of a type, or null if NumPy has none.</summary>
    public static string? NameOf(ElementType type)
    {
        string? name = Types.FirstOrDefault(entry => entry.Value == (type, false)).Key;
        return name is null ? null : (name[1] == '1' ? '|' : '<') + name;
    }

    /// <summary>Why elements that are not supported are not.</summary>
    public static string Obstacle(string description)
    {
        string? kind = Kinds.GetValueOrDefault(description.Length > 1 ? description[1] : ' ');
        return kind is null
            ? $"elements of type '{description}' are not supported"
            : $"elements of type '{description}', {kind}, are not supported";
    }

    /// <summary>The size of an element in the file, be it supported or not; null if the description does not tell.</summary>
    public static int? BytesOf(string description)
    {
        if (description.Length < 2)
        {
            return null;
        }

        int digits = description[2..].TakeWhile(char.IsAsciiDigit).Count();
        return int.TryParse(description.AsSpan(2, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size < 1 << 24
            ? description[1] switch { 'U' => 4 * size, 'O' => null, _ => size }
            : null;
    }
}
