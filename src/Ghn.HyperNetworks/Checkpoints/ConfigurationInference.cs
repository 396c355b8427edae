using Ghn.HyperNetworks.Configuration;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>
/// Finds a GHN's configuration out: nearly all of it from the names and shapes of its tensors, which cannot be wrong;
/// from the file's configuration only what they do not tell.
/// </summary>
internal static class ConfigurationInference
{
    /// <summary>The configuration of the GHN that the tensors make.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="settings">The configuration in the file, with the reference's names; may be empty.</param>
    public static HyperNetworkConfiguration Infer(CheckpointTensors tensors, IReadOnlyDictionary<string, object?> settings)
    {
        int hidden = tensors.Matrix("embed.weight").Shape[1];
        EncoderKind encoder = Encoder(tensors);
        DecoderKind decoder = tensors.Contains("decoder.conv.2.weight") ? DecoderKind.Convolutional : DecoderKind.Mlp;
        int classCount = tensors.Matrix("bias_class.1.weight").Shape[0];
        (int maxOut, int maxIn, int kernel) = decoder == DecoderKind.Convolutional
            ? ConvolutionalSizes(tensors, hidden)
            : MlpSizes(tensors, classCount, settings);
        bool layerNormalization = tensors.Contains("ln.weight");
        int layers = encoder == EncoderKind.Graphormer ? CountLayers(tensors) : 0;
        return new HyperNetworkConfiguration
        {
            Encoder = encoder,
            Decoder = decoder,
            Hidden = hidden,
            MaxOutChannels = maxOut,
            MaxInChannels = maxIn,
            MaxKernel = kernel,
            ClassCount = classCount,
            Layers = layers,
            Heads = layers == 0 ? 0 : tensors.Matrix("gnn.0.attn.proj_e.2.weight").Shape[0],
            WeightNormalization = Setting(settings, "weight_norm", layerNormalization),
            VirtualEdges = encoder == EncoderKind.Graphormer
                ? Setting(settings, "ve", otherwise: true)
                : tensors.Contains("gnn.mlp_ve.fc.0.weight"),
            LayerNormalization = layerNormalization,
            Centrality = HasTable(tensors, encoder, "centrality_embed_in.weight"),
            InputDistance = HasTable(tensors, encoder, "input_dist_embed.weight"),
            BackwardDistances = encoder == EncoderKind.Graphormer && tensors.Matrix("gnn.0.attn.proj_e.0.weight").Shape[1] == 2 * hidden,
            KernelAnchor = Setting(settings, "is_ghn2", encoder != EncoderKind.Graphormer) ? KernelAnchor.TopLeft : KernelAnchor.Center,
            KernelExtension = IsFirstLayout(tensors) ? KernelExtension.Repeat : KernelExtension.Interpolate,
        };
    }

    private static EncoderKind Encoder(CheckpointTensors tensors)
    {
        if (tensors.Contains("gnn.0.attn.to_qkv.weight"))
        {
            return EncoderKind.Graphormer;
        }

        return tensors.Contains("gnn.gru.weight_ih") ? EncoderKind.GatedGnn : EncoderKind.NodeMlp;
    }

    /// <summary>Whether a transformer has a table, which lies in the first layer or at the top level.</summary>
    private static bool HasTable(CheckpointTensors tensors, EncoderKind encoder, string name) =>
        encoder == EncoderKind.Graphormer && (tensors.Contains(name) || tensors.Contains($"gnn.0.{name}"));

    /// <summary>
    /// Whether the decoder is stored as 1×1 convolutions, as the first GHN code does; it also repeats kernels rather than interpolating.
    /// </summary>
    private static bool IsFirstLayout(CheckpointTensors tensors) =>
        !tensors.Contains("decoder.conv.2.weight") || tensors.Rank("decoder.conv.2.weight") == 4;

    private static (int MaxOut, int MaxIn, int Kernel) ConvolutionalSizes(CheckpointTensors tensors, int hidden)
    {
        int rows = tensors.Matrix("decoder.conv.2.weight").Shape[0];
        int maxOut = tensors.Matrix("decoder.class_layer_predictor.1.weight").Shape[1];
        int mapRows = tensors.Matrix("decoder.fc.0.weight").Shape[0];
        int kernel = (int)Math.Round(Math.Sqrt(mapRows / (4.0 * hidden)));
        if (maxOut == 0 || rows % maxOut != 0 || kernel * kernel * 4 * hidden != mapRows)
        {
            throw tensors.Damaged($"the decoder's layers of {mapRows}, {rows} and {maxOut} features do not fit together");
        }

        return (maxOut, rows / maxOut, kernel);
    }

    private static (int MaxOut, int MaxIn, int Kernel) MlpSizes(
        CheckpointTensors tensors, int classCount, IReadOnlyDictionary<string, object?> settings)
    {
        int rows = tensors.Matrix("decoder.mlp.fc.2.weight").Shape[0];
        if (classCount == 0)
        {
            throw tensors.Damaged("bias_class.1.weight is for no class");
        }

        int maxIn = tensors.Matrix("decoder.class_layer_predictor.1.weight").Shape[0] / classCount;
        bool isKnown = settings.TryGetValue("max_shape", out object? shape) && shape is IReadOnlyList<object?> and [long, ..];
        int maxOut = isKnown ? (int)Math.Clamp((long)((IReadOnlyList<object?>)shape!)[0]!, 0, int.MaxValue) : maxIn;
        int kernel = maxIn == 0 || maxOut <= 0 ? 0 : (int)Math.Round(Math.Sqrt(rows / ((double)maxIn * maxOut)));
        return (long)kernel * kernel * maxIn * maxOut == rows && rows > 0
            ? (maxOut, maxIn, kernel)
            : throw tensors.Damaged($"the decoder's {rows} features are no block of {maxOut}×{maxIn} channels");
    }

    private static int CountLayers(CheckpointTensors tensors)
    {
        int layers = 0;
        while (tensors.Contains($"gnn.{layers}.attn.to_qkv.weight"))
        {
            layers++;
        }

        return layers;
    }

    private static bool Setting(IReadOnlyDictionary<string, object?> settings, string name, bool otherwise) =>
        settings.TryGetValue(name, out object? value) && value is bool setting ? setting : otherwise;
}
