using System.Globalization;
using System.Security;
using System.Text;

namespace Ghn.Tensors.Files;

/// <summary>
/// Names and texts from files, as people may see them: the only place that decides what of them is shown as it is. Files hold whatever
/// their makers put into them, and a name may otherwise command the terminal that shows it, break a line, turn the reading order of
/// what follows, or spoil the XML that it is put into.
/// </summary>
/// <remarks>
/// What has no picture of its own is written as C# writes it in a literal: <c>\n</c>, <c>\r</c> and <c>\t</c>, <c>\x1b</c>,
/// <c>\u202e</c>, <c>\U000e0001</c>. That concerns controls (C0, DEL, C1), the separators of lines and of paragraphs, format characters
/// (turns of the reading order, joiners and spaces without width, tags), halves of surrogate pairs, and code points that Unicode has not
/// assigned. A backslash stays as it is, so that paths stay readable: these texts are to be read, not to be turned back into names.
/// </remarks>
public static class PrintableText
{
    private const char Ellipsis = '…';
    private const int MaxName = 200;

    /// <summary>A text on one line, of characters that can be seen.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Escaped(text, EscapeForPeople) : text;
    }

    /// <summary>
    /// A text on one line, of characters that can be seen, whose middle is left out where it is long: names differ at their ends, and a
    /// message ends with its remedy.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many characters the result has at most, an ellipsis for what is left out among them.</param>
    public static string Of(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);

        // An escape is never shorter than what it stands for: what lies beyond the limit from both ends is left out in any case.
        bool isHuge = text.Length > 2 * maxLength;
        string start = Of(isHuge ? text[..maxLength] : text);
        if (!isHuge && start.Length <= maxLength)
        {
            return start;
        }

        string end = isHuge ? Of(text[^maxLength..]) : start;
        int endLength = (maxLength - 1) / 2;
        return $"{Head(start, maxLength - 1 - endLength)}{Ellipsis}{Tail(end, endLength)}";
    }

    /// <summary>A name as a message quotes it: on one line, of characters that can be seen, and of 200 at most.</summary>
    /// <param name="name">The name of a tensor, a node, an operation, a class.</param>
    public static string OfName(string name) => Of(name, MaxName);

    /// <summary>A text on one line, of characters that can be seen, as it stands within an XML element or a quoted attribute.</summary>
    /// <param name="text">The text.</param>
    public static string OfXml(string text) => SecurityElement.Escape(Of(text));

    /// <summary>
    /// JSON whose strings hold no character that cannot be seen: those that a writer let through are escaped, which changes nothing of
    /// what a reader gets.
    /// </summary>
    /// <param name="json">JSON; where it breaks lines, it stays so.</param>
    public static string OfJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Escaped(json, EscapeForJson, keepsLines: true);
    }

    private static string Escaped(string text, Action<StringBuilder, ReadOnlySpan<char>> escape, bool keepsLines = false)
    {
        StringBuilder? printable = null;
        for (int i = 0, length; i < text.Length; i += length)
        {
            bool isWhole = Rune.TryGetRuneAt(text, i, out Rune rune);
            length = isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole || !(HasPicture(rune) || (keepsLines && text[i] == '\n')))
            {
                printable ??= new StringBuilder(text, 0, i, text.Length + 16);
                escape(printable, text.AsSpan(i, length));
            }
            else
            {
                printable?.Append(text, i, length);
            }
        }

        return printable?.ToString() ?? text;
    }

    private static bool HasPicture(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);

    private static void EscapeForPeople(StringBuilder printable, ReadOnlySpan<char> character)
    {
        int code = character.Length == 2 ? char.ConvertToUtf32(character[0], character[1]) : character[0];
        _ = code switch
        {
            '\n' => printable.Append("\\n"),
            '\r' => printable.Append("\\r"),
            '\t' => printable.Append("\\t"),
            <= 0xff => printable.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}"),
            <= 0xffff => printable.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}"),
            _ => printable.Append(CultureInfo.InvariantCulture, $"\\U{code:x8}"),
        };
    }

    private static void EscapeForJson(StringBuilder printable, ReadOnlySpan<char> character)
    {
        foreach (char unit in character)
        {
            printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
    }

    /// <summary>The beginning of a text, without half a character at its end.</summary>
    private static ReadOnlySpan<char> Head(string text, int length) =>
        text.AsSpan(0, length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);

    /// <summary>The end of a text, without half a character at its beginning.</summary>
    private static ReadOnlySpan<char> Tail(string text, int length) =>
        text.AsSpan(text.Length - length + (length > 0 && char.IsLowSurrogate(text[^length]) ? 1 : 0));
}
