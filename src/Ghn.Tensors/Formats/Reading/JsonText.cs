using System.Text.Json;

namespace Ghn.Tensors.Formats.Reading;

/// <summary>
/// Reads texts of JSON that may not be Unicode: .NET's reader complains of these by an <see cref="InvalidOperationException"/>, as it
/// does of calls that are wrong. Here they are what they are, damage.
/// </summary>
public static class JsonText
{
    /// <summary>The text at which a reader is: a name or a value.</summary>
    /// <exception cref="JsonException">It is no valid Unicode, or no text.</exception>
    public static string Text(this ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw new JsonException($"There is {json.TokenType} where a text belongs.");
        }

        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(error);
        }
    }

    /// <summary>The value of an element.</summary>
    /// <exception cref="JsonException">It is no valid Unicode, or no text.</exception>
    public static string Text(this JsonElement element) => element.ValueKind == JsonValueKind.String
        ? Valid(element, static text => text.GetString()!)
        : throw new JsonException($"There is {element.ValueKind} where a text belongs.");

    /// <summary>The name of a property.</summary>
    /// <exception cref="JsonException">It is no valid Unicode.</exception>
    public static string NameText(this JsonProperty property) => Valid(property, static named => named.Name);

    /// <summary>Whether the text at which a reader is, a name or a value, is this one.</summary>
    /// <exception cref="JsonException">It is no valid Unicode.</exception>
    public static bool IsText(this ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        try
        {
            return json.ValueTextEquals(text);
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(error);
        }
    }

    /// <summary>A member of an object; null if it has none of that name, and where the element is no object.</summary>
    /// <exception cref="JsonException">A name is no valid Unicode.</exception>
    public static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        ? Valid(element, members => members.TryGetProperty(name, out JsonElement value) ? value : (JsonElement?)null)
        : null;

    private static TResult Valid<T, TResult>(T source, Func<T, TResult> read)
    {
        try
        {
            return read(source);
        }
        catch (InvalidOperationException error)
        {
            throw NoUnicode(error);
        }
    }

    private static JsonException NoUnicode(InvalidOperationException error) => new("A text is no valid Unicode.", error);
}
