using System.IO.Compression;
using System.Text.Json;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Testing;

/// <summary>What torchvision says of every architecture: <c>tests/Golden/zoo/states.json.gz</c>.</summary>
public static class GoldenZoo
{
    private static readonly Lazy<Dictionary<string, GoldenNetwork>> Networks = new(Read);

    public static IEnumerable<string> Names => Networks.Value.Keys;

    public static GoldenNetwork Network(string name) => Networks.Value[name];

    private static Dictionary<string, GoldenNetwork> Read()
    {
        string path = Repository.Golden("zoo", "states.json.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateObject().ToDictionary(
            network => network.Name,
            network => new GoldenNetwork(
                [.. network.Value.GetProperty("outputs").EnumerateArray().Select(ShapeOf)],
                [.. network.Value.GetProperty("batchNorm").EnumerateArray().Select(pair => (pair[0].GetDouble(), pair[1].GetDouble()))],
                Numbers(network.Value.GetProperty("layerNorm")),
                Numbers(network.Value.GetProperty("dropout")),
                Numbers(network.Value.GetProperty("stochasticDepth")),
                [.. network.Value.GetProperty("state").EnumerateArray().Select(EntryOf)]));
    }

    private static double[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetDouble())];

    private static GoldenEntry EntryOf(JsonElement row) => new(
        row[0].GetString()!, ShapeOf(row[1]), row[2].GetString() == "parameter" ? StateKind.Parameter : StateKind.Buffer,
        new Statistics(row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()));

    private static Shape ShapeOf(JsonElement sizes) => [.. sizes.EnumerateArray().Select(size => size.GetInt32())];
}

/// <summary>An architecture: the shapes of its outputs, what no tensor shows of its layers, and the rows of its state dict.</summary>
public sealed record GoldenNetwork(
    IReadOnlyList<Shape> Outputs,
    IReadOnlyList<(double Epsilon, double Momentum)> BatchNorm,
    IReadOnlyList<double> LayerNorm,
    IReadOnlyList<double> Dropout,
    IReadOnlyList<double> StochasticDepth,
    IReadOnlyList<GoldenEntry> State);

/// <summary>A row of a state dict, with the statistics of its initial values.</summary>
public sealed record GoldenEntry(string Name, Shape Shape, StateKind Kind, Statistics Initial);
