using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ghn.Cli.Shell;
using Ghn.Tensors.Files;
using Ghn.Training.Data;

namespace Ghn.Cli.Output;

/// <summary>
/// Results for machines: one JSON value, its keys in snake_case and in a fixed order. Names are exact, with what cannot be seen of them
/// escaped; half a surrogate pair, which no text has, is U+FFFD.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a JSON value and a line's end.</summary>
    public static void Write(Terminal terminal, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        terminal.Output.WriteLine(PrintableText.OfJson(Encoding.UTF8.GetString(buffer.WrittenSpan)));
    }

    /// <summary>Writes a list of numbers on one line.</summary>
    public static void WriteSizes(this Utf8JsonWriter json, string key, IEnumerable<int> sizes)
    {
        json.WritePropertyName(key);
        json.WriteRawValue($"[{string.Join(", ", sizes)}]");
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what images networks are judged by.</summary>
    public static void WriteImages(this Utf8JsonWriter json, string key, IImageDataset images, DataSplit split)
    {
        json.WriteStartObject(key);
        json.WriteString("name", images.Name);
        json.WriteString("split", $"{split}".ToLowerInvariant());
        json.WriteNumber("images", images.Count);
        json.WriteNumber("classes", images.ClassNames.Count);
        json.WriteEndObject();
    }

    /// <summary>Writes a number; null when there is none, or none that JSON has: infinity, not a number.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string key, double? number)
    {
        if (number is double value && double.IsFinite(value))
        {
            json.WriteNumber(key, value);
        }
        else
        {
            json.WriteNull(key);
        }
    }
}
