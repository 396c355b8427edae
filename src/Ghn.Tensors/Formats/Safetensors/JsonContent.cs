using System.Collections.ObjectModel;
using System.Text.Json;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Tensors.Formats.Safetensors;

/// <summary>
/// A checkpoint's content as text metadata, for formats that hold nothing else: dictionaries and lists are JSON,
/// texts stand for themselves.
/// </summary>
public static class JsonContent
{
    /// <summary>The content that metadata stand for.</summary>
    public static IReadOnlyDictionary<string, object?> FromMetadata(IDictionary<string, string> metadata)
    {
        var content = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach ((string key, string text) in metadata)
        {
            content[key] = text.StartsWith('{') || text.StartsWith('[') ? ParseOrKeep(text) : text;
        }

        return new ReadOnlyDictionary<string, object?>(content);
    }

    /// <summary>The text that stands for a value of the content.</summary>
    /// <exception cref="NotSupportedException">The value holds a tensor or bytes.</exception>
    public static string ToMetadata(object? value)
    {
        if (value is string text)
        {
            return text;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, value);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static object? ParseOrKeep(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return ToPlain(document.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static object? ToPlain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToDictionary(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToPlain).ToList().AsReadOnly(),
        JsonValueKind.String => element.Text(),
        JsonValueKind.Number => element.TryGetInt64(out long integer) ? (object)integer : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static ReadOnlyDictionary<string, object?> ToDictionary(JsonElement element)
    {
        var dictionary = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            dictionary[property.NameText()] = ToPlain(property.Value);
        }

        return new ReadOnlyDictionary<string, object?>(dictionary);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int integer:
                json.WriteNumberValue(integer);
                break;
            case long integer:
                json.WriteNumberValue(integer);
                break;
            case float or double:
                json.WriteNumberValue(Convert.ToDouble(value));
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case IReadOnlyDictionary<string, object?> dictionary:
                json.WriteStartObject();
                foreach ((string key, object? entry) in dictionary)
                {
                    json.WritePropertyName(key);
                    Write(json, entry);
                }

                json.WriteEndObject();
                break;
            case System.Collections.IEnumerable list and not byte[]:
                json.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be kept beside tensors in this format.");
        }
    }
}
