using System.IO.Compression;
using System.Text.Json;
using Ghn.Networks.DeepNets;

namespace Ghn.Networks.Tests;

/// <summary>What the reference's generator drew of three splits, with the numbers of parameters that it counted.</summary>
internal static class GoldenSample
{
    private static readonly Lazy<JsonElement> Content = new(Read);

    public static JsonElement Split(string split) => Content.Value.GetProperty(split);

    public static IEnumerable<(DeepNet Architecture, long CifarParameters, long ImageNetParameters)> Networks(string split)
    {
        foreach (JsonElement entry in Split(split).GetProperty("nets").EnumerateArray())
        {
            JsonElement parameters = entry.GetProperty("num_params");
            (long cifar, long imageNet) = (parameters.GetProperty("cifar10").GetInt64(), parameters.GetProperty("imagenet").GetInt64());
            yield return (DeepNetJson.Parse(entry, split), cifar, imageNet);
        }
    }

    private static JsonElement Read()
    {
        string path = Repository.Golden("deepnets", "generator_sample.json.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return JsonDocument.Parse(stream).RootElement;
    }
}
