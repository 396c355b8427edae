using System.Text.Json;
using Ghn.Analysis.Tests.Embeddings;
using Ghn.Analysis.ZeroCost;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Analysis.Tests.ZeroCost;

/// <summary>Zero-cost proxies are their reference's, recorded in <c>zerocost.json.gz</c>.</summary>
public class ZeroCostGoldenTests
{
    private const ulong LabelsIndex = 2_000_000;

    private static readonly Dictionary<string, JsonElement> Golden = GoldenFiles
        .Json<JsonElement>("analysis", "zerocost", "zerocost.json.gz").GetProperty("cases").EnumerateArray()
        .ToDictionary(entry => entry.GetProperty("name").GetString()!);

    public static TheoryData<string> Cases =>
    [
        "resnet18_plain_32", "resnet18_small_32", "deepnets_test2_32", "deepnets_train0_32", "mobilenet_v3_small_64", "squeezenet1_1_64",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_are_the_references(string name)
    {
        JsonElement golden = Golden[name].GetProperty("rederived_f64");
        ProxyBatch batch = Batch(name);
        Assert.Equal(Golden[name].GetProperty("n_params").GetInt64(), batch.Network.ParameterCount);
        foreach (ZeroCostProxy proxy in ZeroCostProxy.All)
        {
            double? score = proxy.Score(batch);
            if (!golden.TryGetProperty(proxy.Name, out JsonElement expected)
                || (proxy.Name == "synflow" && expected.GetDouble() > float.MaxValue))
            {
                Assert.Null(score);
                continue;
            }

            double relative = Math.Abs((score!.Value / expected.GetDouble()) - 1);
            Assert.True(relative < 1e-3, $"{proxy.Name} is {score} instead of {expected.GetDouble()}");
        }
    }

    private static ProxyBatch Batch(string name)
    {
        JsonElement golden = Golden[name];
        int size = golden.GetProperty("size").GetInt32();
        Network network = name switch
        {
            "resnet18_plain_32" => Zoo.Create("resnet18", classCount: 10, imageSize: 224),
            "resnet18_small_32" => Zoo.Create("resnet18", classCount: 10, imageSize: 32),
            "deepnets_test2_32" => GoldenEmbeddings.CellNetwork("deepnets:test#2"),
            "deepnets_train0_32" => GoldenEmbeddings.CellNetwork("deepnets:train#0"),
            _ => Zoo.Create(name[..name.LastIndexOf('_')], classCount: 10, imageSize: size),
        };
        int batch = golden.GetProperty("batch").GetInt32();
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => (int)(HashedValues.At(LabelsIndex, (ulong)i) * 10))];
        Assert.Equal(golden.GetProperty("labels").Integers(), labels);
        return new ProxyBatch(network, State(golden, network), HashedValues.Batch([batch, 3, size, size]), labels);
    }

    /// <summary>Hashed weights; the recorded names tell their places where PyTorch has modules that never run, too.</summary>
    private static StateDict State(JsonElement golden, Network network)
    {
        double gain = golden.GetProperty("gain").GetDouble();
        StateDict state = HashedValues.StateOf(network, gain);
        if (golden.GetProperty("state").ValueKind == JsonValueKind.Array)
        {
            foreach ((int place, JsonElement entry) in golden.GetProperty("state").EnumerateArray().Index())
            {
                string name = entry[0].GetString()!;
                if (state.TryGet(name, out Tensor? tensor) && tensor.ElementType == ElementType.Float32)
                {
                    state[name] = HashedValues.Entry(name, [.. entry[1].Integers()], place, gain);
                }
            }
        }

        return state;
    }
}
