using System.IO.Compression;
using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.DeepNets;

namespace Ghn.Testing;

/// <summary>Networks of cells, and what PyTorch computes with them: <c>tests/Golden/deepnets</c>.</summary>
/// <param name="Network">The network.</param>
/// <param name="Golden">The logits and gradients.</param>
public sealed record GoldenCellNetwork(Network Network, JsonElement Golden)
{
    private static readonly Lazy<Dictionary<string, GoldenCellNetwork>> Cases = new(Read);

    public static IReadOnlyDictionary<string, GoldenCellNetwork> All => Cases.Value;

    private static Dictionary<string, GoldenCellNetwork> Read()
    {
        string path = Repository.Golden("deepnets", "execution.json.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return JsonDocument.Parse(stream).RootElement.EnumerateArray().ToDictionary(
            entry => $"{entry.GetProperty("split")} {entry.GetProperty("index")}",
            entry => new GoldenCellNetwork(DeepNetJson.Parse(entry, path).ToNetwork(10, entry.GetProperty("imageSize").GetInt32()), entry),
            StringComparer.Ordinal);
    }
}
