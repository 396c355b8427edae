using System.Text.Json;
using Ghn.Tensors.Formats.Reading;

namespace Ghn.Networks.DeepNets;

/// <summary>Takes values out of JSON whose kinds are not to be trusted.</summary>
internal static class JsonFields
{
    /// <summary>A member of an object; null if it has none of that name.</summary>
    /// <exception cref="FormatException">It is no object.</exception>
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"there is {Kind(element)} where an object with {name} belongs");
        }

        try
        {
            return JsonText.Member(element, name);
        }
        catch (JsonException error)
        {
            throw new FormatException("a name is no valid Unicode", error);
        }
    }

    /// <summary>The elements of a list.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string what) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray()
        : throw new FormatException($"{what} is {Kind(element)}, not a list");

    /// <summary>A whole number of 32 bits.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Integer(this JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number)
            ? number
            : throw new FormatException($"{what} is {Kind(element)}, not a whole number of 32 bits");

    /// <summary>True or false.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static bool Truth(this JsonElement element, string what) => element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? element.GetBoolean()
        : throw new FormatException($"{what} is {Kind(element)}, not true or false");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
