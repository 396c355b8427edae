using System.Text.Json;
using Ghn.Tensors;

namespace Ghn.Networks.Tests;

/// <summary>Layers and blocks, and their gradients, are torchvision's: <c>tests/Golden/ops</c>.</summary>
public class GoldenLayerTests
{
    /// <summary>PyTorch adds in another order; the difference is a few roundings.</summary>
    private const double Tolerance = 2e-6;

    [Fact]
    public void Shuffled_channels_equal_torchvisions() =>
        Check("channel_shuffle", [], (golden, x) => x.ChannelShuffle(Integer(golden, "groups")));

    [Fact]
    public void Squeeze_and_excitation_equals_torchvisions() => Check(
        "squeeze_excitation",
        new()
        {
            ["se.fc1.weight"] = "fc1_w",
            ["se.fc1.bias"] = "fc1_b",
            ["se.fc2.weight"] = "fc2_w",
            ["se.fc2.bias"] = "fc2_b",
        },
        (golden, x) => x.SqueezeExcitation("se", squeezeChannels: 4, Function(golden, "activation"), Function(golden, "scale_activation")));

    [Fact]
    public void Merged_patches_equal_torchvisions() => Check(
        "patch_merging",
        new() { ["norm.weight"] = "norm_w", ["norm.bias"] = "norm_b", ["reduction.weight"] = "red_w" },
        (_, x) => x.PatchMerging().LayerNorm("norm").Linear("reduction", outFeatures: 12, bias: false));

    [Fact]
    public void Attention_in_shifted_windows_equals_torchvisions() => Check(
        "shifted_window_attention",
        new()
        {
            ["attn.relative_position_bias_table"] = "table",
            ["attn.qkv.weight"] = "qkv_w",
            ["attn.qkv.bias"] = "qkv_b",
            ["attn.proj.weight"] = "proj_w",
            ["attn.proj.bias"] = "proj_b",
        },
        (golden, x) => x.ShiftedWindowAttention(
            "attn", Integer(golden, "heads"), Integer(golden, "window"), Integer(golden, "shift")));

    /// <summary>Runs a layer forward and backward in every case; compares its output, and the gradients of input and parameters.</summary>
    /// <param name="operation">The name of the golden file.</param>
    /// <param name="arrays">The name of each parameter's golden array; that of its gradient begins with <c>g_</c>.</param>
    /// <param name="layer">Applies the layer to the network's input.</param>
    private static void Check(string operation, Dictionary<string, string> arrays, Func<JsonElement, Signal, Signal> layer)
    {
        string stem = Path.Combine(GoldenZoo.RepositoryFolder(), "tests", "Golden", "ops", operation);
        using StateDict golden = StateDict.Load($"{stem}.npz");
        using var json = JsonDocument.Parse(File.ReadAllBytes($"{stem}.json"));
        foreach (JsonElement entry in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            Tensor Array(string name) => golden[$"c{Integer(entry, "i"):000}_{name}"];
            var builder = new NetworkBuilder(operation, Shape.Create(Array("x").Shape.Dimensions[1..]));
            Network network = builder.Build(layer(entry, builder.Input));
            using var tape = new Tape();
            Variable input = tape.Parameter(Array("x"));
            Dictionary<string, Variable> parameters = arrays.ToDictionary(pair => pair.Key, pair => tape.Parameter(Array(pair.Value)));
            using StateDict buffers = network.Initialize();
            using Variable output = network.Run(input, parameters, buffers, ExecutionMode.Evaluation)[0];
            RequireEqual(Array("y"), output.Value, $"{entry}: y");
            tape.Backward(output, Tensor.From<float>(Array("gy").Values, output.Shape));
            RequireEqual(Array("gx"), input.Gradient!, $"{entry}: gx");
            foreach ((string name, Variable parameter) in parameters)
            {
                RequireEqual(Array($"g_{arrays[name]}"), parameter.Gradient!, $"{entry}: {name}");
            }
        }
    }

    private static void RequireEqual(Tensor expected, Tensor actual, string place)
    {
        Assert.Equal(expected.ElementCount, actual.ElementCount);
        using Tensor difference = Tensor.Allocate(expected.Shape);
        for (int i = 0; i < expected.ElementCount; i++)
        {
            difference.Values[i] = expected.Values[i] - actual.Values[i];
        }

        double distance = Euclid.Norm(difference);
        Assert.True(distance <= Tolerance * Math.Max(Euclid.Norm(expected), 1e-3), $"{place} is {distance:g3} off.");
    }

    private static int Integer(JsonElement golden, string attribute) => golden.GetProperty(attribute).GetInt32();

    private static ActivationFunction Function(JsonElement golden, string attribute) =>
        Enum.Parse<ActivationFunction>(golden.GetProperty(attribute).GetString()!, ignoreCase: true);
}
