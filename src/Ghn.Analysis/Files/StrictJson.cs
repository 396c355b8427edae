using System.Text.Json;
using System.Text.Json.Serialization;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Files;

/// <summary>Files that hold one record as JSON: one that lacks an entry, or has one that is not known, is refused.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A record as JSON.</summary>
    public static string Text<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Writes a record as JSON.</summary>
    public static void Write<T>(Stream stream, T record) => JsonSerializer.Serialize(stream, record, Options);

    /// <summary>Reads a record.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">The file that it is from.</param>
    /// <param name="kind">What the file should hold.</param>
    /// <param name="remedy">What helps where it does not.</param>
    /// <exception cref="InvalidFileException">It is something else.</exception>
    public static T Parse<T>(string text, string path, string kind, string remedy)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options)
                ?? throw new InvalidFileException(path, "the whole file", $"this is no {kind}", remedy);
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, $"line {error.LineNumber + 1}", $"this is no {kind}, or a damaged one", remedy);
        }
    }
}
