using System.Globalization;
using System.Text;
using Ghn.Tensors.Files;

namespace Ghn.Training.Runs;

/// <summary>Comma-separated values (RFC 4180), with line feeds.</summary>
public static class CommaSeparated
{
    private const char Quote = '"';

    /// <summary>What begins a formula in a spreadsheet.</summary>
    private const string FormulaStarts = "=+-@";

    /// <summary>A row, with its line's end.</summary>
    /// <param name="fields">The fields.</param>
    public static string Row(IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted)) + "\n";

    /// <summary>A field, between quotes where it needs them.</summary>
    /// <param name="field">The field.</param>
    public static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? $"{Quote}{field.Replace("\"", "\"\"", StringComparison.Ordinal)}{Quote}" : field;

    /// <summary>
    /// A text as files for people hold it: printable, and no formula to a spreadsheet, which is told so by an apostrophe.
    /// </summary>
    /// <param name="field">The text.</param>
    public static string Shown(string field)
    {
        string text = PrintableText.Of(field);
        bool isFormula = text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal)
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isFormula ? $"'{text}" : text;
    }

    /// <summary>
    /// The rows of a text, each with the place behind it. A last row without its line's end was not written to its end and is left out.
    /// </summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<(IReadOnlyList<string> Fields, int End)> Rows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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
