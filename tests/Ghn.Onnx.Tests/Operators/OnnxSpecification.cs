using System.IO.Compression;
using System.Text.Json;

namespace Ghn.Onnx.Tests;

/// <summary>ONNX's operators up to operator set 25: <c>tests/Golden/onnx_specification</c>.</summary>
internal static class OnnxSpecification
{
    /// <summary>The operators' names.</summary>
    public static IReadOnlyList<string> Names => [.. Operators.Keys];

    /// <summary>The versions of an operator: the operator set since which it is so, and its attributes with their types.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Versions(string name) => Operators[name];

    private static Dictionary<string, IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>>> Operators { get; } = Read();

    private static Dictionary<string, IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>>> Read()
    {
        using FileStream file = File.OpenRead(Repository.Golden("onnx_specification", "operators.json.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(content);
        return document.RootElement.EnumerateObject().ToDictionary(
            operation => operation.Name,
            IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> (operation) => operation.Value.EnumerateObject().ToDictionary(
                version => int.Parse(version.Name),
                IReadOnlyDictionary<string, string> (version) => version.Value.EnumerateObject().ToDictionary(
                    attribute => attribute.Name, attribute => attribute.Value[0].GetString()!)));
    }
}
