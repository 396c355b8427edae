using System.Text.Json;
using Ghn.Networks.Layers;

namespace Ghn.Networks.Tests;

/// <summary>Layers and blocks, and their gradients, are torchvision's: <c>tests/Golden/ops</c>.</summary>
public class GoldenLayerTests
{
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

    private static void Check(string operation, Dictionary<string, string> arrays, Func<JsonElement, Signal, Signal> layer) =>
        GoldenLayer.Check(operation, arrays, layer);

    private static int Integer(JsonElement golden, string attribute) => golden.GetProperty(attribute).GetInt32();

    private static ActivationFunction Function(JsonElement golden, string attribute) =>
        Enum.Parse<ActivationFunction>(golden.GetProperty(attribute).GetString()!, ignoreCase: true);
}
