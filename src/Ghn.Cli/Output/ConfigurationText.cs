using System.Text.Json;
using Ghn.HyperNetworks.Configuration;

namespace Ghn.Cli.Output;

/// <summary>The configuration of a GHN, for people and for machines.</summary>
internal static class ConfigurationText
{
    /// <summary>The configuration in a line: <c>GHN-3, hidden size 64, 3 layers, 8 heads, …</c>.</summary>
    public static string Describe(HyperNetworkConfiguration configuration)
    {
        string layers = configuration.Layers > 0 ? $", {configuration.Layers} layers, {configuration.Heads} heads" : string.Empty;
        string shape = string.Join('×', MaxShape(configuration));
        return $"{configuration.Method}, hidden size {configuration.Hidden}{layers}, decodes {shape}, {configuration.ClassCount} classes";
    }

    /// <summary>Writes the configuration into a JSON object that is open.</summary>
    public static void Write(Utf8JsonWriter json, HyperNetworkConfiguration configuration)
    {
        json.WriteString("method", configuration.Method);
        json.WriteNumber("hidden", configuration.Hidden);
        json.WriteNumber("layers", configuration.Layers);
        json.WriteNumber("heads", configuration.Heads);
        json.WriteSizes("max_shape", MaxShape(configuration));
        json.WriteNumber("classes", configuration.ClassCount);
        json.WriteBoolean("weight_normalization", configuration.WeightNormalization);
        json.WriteBoolean("virtual_edges", configuration.VirtualEdges);
        json.WriteBoolean("layer_normalization", configuration.LayerNormalization);
    }

    private static int[] MaxShape(HyperNetworkConfiguration configuration) =>
        [configuration.MaxOutChannels, configuration.MaxInChannels, configuration.MaxKernel.Height, configuration.MaxKernel.Width];
}
