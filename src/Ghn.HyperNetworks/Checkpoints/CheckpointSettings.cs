using System.Text.Json;
using System.Text.Json.Nodes;
using Ghn.HyperNetworks.Configuration;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>
/// The configuration that a checkpoint carries: a dictionary <c>config</c> in PyTorch's formats, text in the metadata of safetensors;
/// with the reference's names in both.
/// </summary>
internal static class CheckpointSettings
{
    /// <summary>The metadata entry of a safetensors file that holds the configuration as JSON.</summary>
    public const string MetadataKey = "ghn.config";

    private const string ContentKey = "config";

    /// <summary>The configuration that a file carries; empty if there is none.</summary>
    public static IReadOnlyDictionary<string, object?> Of(Checkpoint file)
    {
        if (file.Content.TryGetValue(ContentKey, out object? config) && config is IReadOnlyDictionary<string, object?> settings)
        {
            return settings;
        }

        return file.Tensors.Metadata.TryGetValue(MetadataKey, out string? json) ? FromJson(json) : new Dictionary<string, object?>();
    }

    /// <summary>The configuration as JSON.</summary>
    public static string ToJson(HyperNetworkConfiguration configuration) => new JsonObject
    {
        ["hypernet"] = configuration.Encoder == EncoderKind.NodeMlp ? "mlp" : "gatedgnn",
        ["decoder"] = configuration.Decoder == DecoderKind.Mlp ? "mlp" : "conv",
        ["hid"] = configuration.Hidden,
        ["max_shape"] = new JsonArray(
            configuration.MaxOutChannels, configuration.MaxInChannels, configuration.MaxKernel.Height, configuration.MaxKernel.Width),
        ["num_classes"] = configuration.ClassCount,
        ["layers"] = configuration.Layers,
        ["heads"] = configuration.Heads,
        ["weight_norm"] = configuration.WeightNormalization,
        ["ve"] = configuration.VirtualEdges,
        ["layernorm"] = configuration.LayerNormalization,
        ["is_ghn2"] = configuration.KernelAnchor == KernelAnchor.TopLeft,
    }.ToJsonString();

    /// <summary>The configuration as what stands beside the tensors in PyTorch's formats.</summary>
    public static IReadOnlyDictionary<string, object?> ToContent(HyperNetworkConfiguration configuration) =>
        new Dictionary<string, object?> { [ContentKey] = FromJson(ToJson(configuration)) };

    /// <summary>Reads such JSON; text that is none counts as no configuration, because the tensors tell nearly all of it.</summary>
    private static Dictionary<string, object?> FromJson(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject settings
                ? settings.ToDictionary(setting => setting.Key, setting => Plain(setting.Value))
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static object? Plain(JsonNode? value) => value switch
    {
        JsonArray array => array.Select(Plain).ToList(),
        JsonValue scalar when scalar.TryGetValue(out bool truth) => truth,
        JsonValue scalar when scalar.TryGetValue(out long number) => number,
        _ => value?.ToString(),
    };
}
