using System.Globalization;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Pickle;

/// <summary>
/// The keys of dictionaries. Texts and numbers are compared by value; all others are taken for different, so that comparing two
/// of them never follows a hostile structure.
/// </summary>
internal static class PickleKey
{
    private const int MaxNameLength = 64;

    /// <summary>The key None.</summary>
    private static readonly object None = new();

    /// <summary>What a value is kept under when it is a key.</summary>
    public static object Of(object? value) => value ?? None;

    /// <summary>A key as a text: that of a text or byte string is itself, that of a tuple its parts between parentheses.</summary>
    public static string NameOf(object key) => key switch
    {
        string text => text,
        object?[] tuple => $"({string.Join(", ", tuple.Take(MaxNameLength).Select(part => part is object?[]? "(…)" : NameOf(Of(part))))})",
        FileBytes bytes => System.Text.Encoding.UTF8.GetString(bytes.Head(MaxNameLength)),
        UnbuiltValue value => value.ClassName,
        PickleGlobal global => global.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth.ToString(),
        _ when ReferenceEquals(key, None) => "None",
        _ => PickleValue.Describe(key),
    };
}
