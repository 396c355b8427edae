using System.Text.Json;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The networks of cells whose parameters and graphs the reference has told, for CIFAR and for ImageNet.</summary>
internal static class GoldenDeepNets
{
    private static readonly string[] Splits = ["train", "val", "test", "wide", "deep", "dense", "bnfree", "search"];
    private static readonly Dictionary<string, GoldenDeepNet> Cases =
        Splits.SelectMany(ReadSplit).Concat(ReadPredefined()).ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => Cases.Keys;

    public static GoldenDeepNet Of(string name) => Cases[name];

    private static IEnumerable<GoldenDeepNet> ReadSplit(string split)
    {
        foreach (JsonElement entry in GoldenFiles.Json<JsonElement>("deepnets", $"{split}.json.gz").EnumerateArray())
        {
            DeepNet architecture = DeepNetJson.Parse(entry, split);
            foreach (string dataset in (string[])["cifar10", "imagenet"])
            {
                yield return Read($"{split} {entry.GetProperty("idx")} {dataset}", architecture, dataset, entry.GetProperty(dataset));
            }
        }
    }

    private static IEnumerable<GoldenDeepNet> ReadPredefined()
    {
        foreach (JsonProperty entry in GoldenFiles.Json<JsonElement>("deepnets", "predefined.json.gz").EnumerateObject())
        {
            string[] name = entry.Name.Split('_');
            int imageSize = name[1] == "cifar10" ? 32 : 224;
            DeepNet? architecture = name[0] switch
            {
                "ViT" => PredefinedDeepNets.VisionTransformer,
                "DARTS" => PredefinedDeepNets.Darts(imageSize),
                "PDARTS" => PredefinedDeepNets.ProgressiveDarts(imageSize),
                _ => null,
            };
            yield return Read($"{name[0]} {name[1]}", architecture, name[1], entry.Value);
        }
    }

    private static GoldenDeepNet Read(string name, DeepNet? architecture, string dataset, JsonElement golden)
    {
        (int classes, int imageSize) = dataset == "cifar10" ? (10, 32) : (1000, 224);
        Network network = architecture?.ToNetwork(classes, imageSize) ?? Zoo.Create("resnet50", classes, imageSize);
        return new GoldenDeepNet(name, network, golden);
    }
}

/// <summary>A network of cells, and what the reference says of it.</summary>
internal sealed record GoldenDeepNet(string Name, Network Network, JsonElement Golden)
{
    public IEnumerable<(string Name, Tensors.Shape Shape)> Parameters => Golden.GetProperty("parameters").EnumerateArray()
        .Select(entry => (entry[0].GetString()!, Tensors.Shape.Create(entry[1].Deserialize<int[]>()!)));

    public GoldenGraph Graph => Golden.GetProperty("graph").Deserialize<GoldenGraph>(JsonSerializerOptions.Web)!;
}
