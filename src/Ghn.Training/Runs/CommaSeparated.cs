using System.Text;

namespace Ghn.Training;

/// <summary>Comma-separated values (RFC 4180), with line feeds.</summary>
internal static class CommaSeparated
{
    private const char Quote = '"';

    /// <summary>A row, with its line's end.</summary>
    public static string Row(IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted)) + "\n";

    /// <summary>A field, between quotes where it needs them.</summary>
    public static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? $"{Quote}{field.Replace("\"", "\"\"", StringComparison.Ordinal)}{Quote}" : field;

    /// <summary>The rows of a text, each with the place behind it. A last row without its line's end was not written to its end and is left out.</summary>
    public static IEnumerable<(IReadOnlyList<string> Fields, int End)> Rows(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (letter == Quote)
            {
                // A doubled quote stands for one: it closes the field and opens it again.
                if (!isQuoted && i > 0 && text[i - 1] == Quote)
                {
                    field.Append(Quote);
                }

                isQuoted = !isQuoted;
            }
            else if (isQuoted || (letter != ',' && letter != '\n'))
            {
                field.Append(letter);
            }
            else
            {
                fields.Add(field.ToString());
                field.Clear();
                if (letter == '\n')
                {
                    yield return ([.. fields], i + 1);
                    fields.Clear();
                }
            }
        }
    }
}
