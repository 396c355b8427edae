using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Analysis.Tests.Embeddings;

/// <summary>The embeddings that the references' code gave: <c>tests/Golden/analysis/embeddings</c>.</summary>
internal static class GoldenEmbeddings
{
    public const string DeepNets = "deepnets";
    public const string Torchvision = "torchvision";
    public const string Sample = "sample";

    private const int ClassCount = 10;

    private static readonly Lazy<StateDict> Arrays = new(
        () => StateDict.Load(Repository.Golden("analysis", "embeddings", "embeddings.npz")));
    private static readonly Lazy<JsonElement> Index = new(() => GoldenFiles.Json<JsonElement>("analysis", "embeddings", "index.json.gz"));

    public static IReadOnlyList<JsonElement> Rows(string group) =>
        [.. Index.Value.GetProperty("groups").GetProperty(group).EnumerateArray()];

    public static Tensor Embeddings(string group, string ghn) => Arrays.Value[$"{group}/{ghn}"];

    public static float[] Row(string group, string ghn, int index)
    {
        Tensor all = Embeddings(group, ghn);
        return [.. all.ValuesAt((long)index * all.Shape[1], all.Shape[1])];
    }

    public static IReadOnlyList<Network> Networks(string group) => group switch
    {
        DeepNets => [.. Rows(group).Select(row => CellNetwork(row[0].GetString()!))],
        Torchvision => [.. Rows(group).Select(row => Zoo.Create(row[0].GetString()!, ClassCount))],
        _ => [.. SampleEntries().Select(entry => DeepNetJson.Parse(entry, "train").ToNetwork(ClassCount))],
    };

    /// <summary>The network of a name such as <c>deepnets:wide#2</c>.</summary>
    public static Network CellNetwork(string name)
    {
        string[] parts = name["deepnets:".Length..].Split('#');
        JsonElement entry = GoldenFiles.Json<JsonElement>("deepnets", $"{parts[0]}.json.gz")[int.Parse(parts[1])];
        return DeepNetJson.Parse(entry, parts[0]).ToNetwork(ClassCount);
    }

    private static JsonElement.ArrayEnumerator SampleEntries() =>
        GoldenFiles.Json<JsonElement>("deepnets", "generator_sample.json.gz").GetProperty("train").GetProperty("nets").EnumerateArray();
}
