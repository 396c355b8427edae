using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Encoders;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>
/// The parameters of a GHN: names and shapes as the reference's modules have them, and how each starts. Linear layers and the
/// recurrent unit start as PyTorch's do. Embeddings are normal with the variance 1 / width, cut off at ±2. The last layers of the decoders
/// have no biases and weights a fifth as large, so that a new GHN predicts small weights.
/// </summary>
internal sealed class ParameterLayout(HyperNetworkConfiguration configuration)
{
    private const int DistanceRows = 257;
    private const int DegreeRows = 101;
    private const int InputDistanceRows = 1001;
    private const double LastLayerGain = 1.0 / 5;

    private readonly int _hidden = configuration.Hidden;

    /// <summary>All parameters, in the reference's order.</summary>
    public IEnumerable<StateSpec> Parameters() =>
    [
        .. configuration.LayerNormalization ? Normalization("ln") : [],
        Table("embed.weight", Enum.GetValues<Primitive>().Length, _hidden),
        .. ShapeTables(),
        .. Encoder(),
        .. configuration.Decoder == DecoderKind.Convolutional ? ConvolutionalDecoder() : MlpDecoder(),
        .. Linear("decoder_1d.fc.0", 2 * _hidden, _hidden),
        .. Linear("decoder_1d.fc.2", 2 * MaxChannels, 2 * _hidden, isLast: true),
        .. Linear("bias_class.1", configuration.ClassCount, MaxChannels),
    ];

    private int MaxChannels => Math.Max(configuration.MaxOutChannels, configuration.MaxInChannels);

    private IEnumerable<StateSpec> ShapeTables()
    {
        var encoding = new ShapeEncoding(configuration.ClassCount, configuration.MaxKernel.Width);
        yield return Table("shape_enc.embed_spatial.weight", encoding.SpatialRows, _hidden / 4);
        yield return Table("shape_enc.embed_channel.weight", encoding.ChannelRows, _hidden / 4);
    }

    private IEnumerable<StateSpec> Encoder() => configuration.Encoder switch
    {
        EncoderKind.Graphormer => Enumerable.Range(0, configuration.Layers).SelectMany(GraphormerLayer),
        EncoderKind.GatedGnn => GatedGnn(),
        _ => [.. Linear("gnn.fc.0", _hidden, _hidden), .. Linear("gnn.fc.2", _hidden, _hidden)],
    };

    private IEnumerable<StateSpec> GraphormerLayer(int index)
    {
        string name = $"gnn.{index}";
        return
        [
            .. Normalization($"{name}.ln1"),
            .. Linear($"{name}.attn.to_qkv", 3 * _hidden, _hidden, hasBias: false),
            .. Linear($"{name}.attn.to_out.0", _hidden, _hidden),
            .. index == 0 ? EdgeBias() : [],
            .. Normalization($"{name}.ln2"),
            .. Linear($"{name}.ff.net.0", 4 * _hidden, _hidden),
            .. Linear($"{name}.ff.net.3", _hidden, 4 * _hidden),
            .. index == 0 ? CentralityTables() : [],
        ];
    }

    private IEnumerable<StateSpec> EdgeBias() =>
    [
        Table("gnn.0.attn.edge_embed.embed.weight", DistanceRows, _hidden),
        .. Linear("gnn.0.attn.proj_e.0", _hidden, configuration.BackwardDistances ? 2 * _hidden : _hidden),
        .. Linear("gnn.0.attn.proj_e.2", configuration.Heads, _hidden),
    ];

    private IEnumerable<StateSpec> CentralityTables()
    {
        if (configuration.Centrality)
        {
            yield return Table("gnn.0.centrality_embed_in.weight", DegreeRows, _hidden);
            yield return Table("gnn.0.centrality_embed_out.weight", DegreeRows, _hidden);
        }

        if (configuration.InputDistance)
        {
            yield return Table("gnn.0.input_dist_embed.weight", InputDistanceRows, _hidden);
        }
    }

    private IEnumerable<StateSpec> GatedGnn()
    {
        int width = configuration.VirtualEdges ? _hidden / 2 : _hidden;
        double bound = 1 / Math.Sqrt(_hidden);
        return
        [
            .. Linear("gnn.mlp.fc.0", width, _hidden), .. Linear("gnn.mlp.fc.2", _hidden, width),
            .. configuration.VirtualEdges
                ? [.. Linear("gnn.mlp_ve.fc.0", width, _hidden), .. Linear("gnn.mlp_ve.fc.2", _hidden, width)]
                : Array.Empty<StateSpec>(),
            Spec("gnn.gru.weight_ih", [3 * _hidden, _hidden], Initializer.Uniform(bound)),
            Spec("gnn.gru.weight_hh", [3 * _hidden, _hidden], Initializer.Uniform(bound)),
            Spec("gnn.gru.bias_ih", [3 * _hidden], Initializer.Uniform(bound)),
            Spec("gnn.gru.bias_hh", [3 * _hidden], Initializer.Uniform(bound)),
        ];
    }

    private IEnumerable<StateSpec> ConvolutionalDecoder() =>
    [
        .. Linear("decoder.fc.0", 4 * _hidden * configuration.MaxKernel.Area, _hidden),
        .. Linear("decoder.conv.0", 8 * _hidden, 4 * _hidden),
        .. Linear("decoder.conv.2", configuration.MaxOutChannels * configuration.MaxInChannels, 8 * _hidden, isLast: true),
        .. Linear("decoder.class_layer_predictor.1", configuration.ClassCount, configuration.MaxOutChannels, isLast: true),
    ];

    private IEnumerable<StateSpec> MlpDecoder() =>
    [
        .. Linear("decoder.mlp.fc.0", 2 * _hidden, _hidden),
        .. Linear(
            "decoder.mlp.fc.2", configuration.MaxOutChannels * configuration.MaxInChannels * configuration.MaxKernel.Area, 2 * _hidden,
            isLast: true),
        .. Linear("decoder.class_layer_predictor.1", configuration.ClassCount * configuration.MaxInChannels, 2 * _hidden, isLast: true),
    ];

    private static IEnumerable<StateSpec> Linear(string name, int outFeatures, int inFeatures, bool hasBias = true, bool isLast = false)
    {
        double bound = 1 / Math.Sqrt(inFeatures);
        yield return Spec($"{name}.weight", [outFeatures, inFeatures], Initializer.Uniform(isLast ? bound * LastLayerGain : bound));
        if (hasBias)
        {
            yield return Spec($"{name}.bias", [outFeatures], isLast ? Initializer.Zeros : Initializer.Uniform(bound));
        }
    }

    private IEnumerable<StateSpec> Normalization(string name) =>
        [Spec($"{name}.weight", [_hidden], Initializer.Ones), Spec($"{name}.bias", [_hidden], Initializer.Zeros)];

    private static StateSpec Table(string name, int rows, int width) =>
        Spec(name, [rows, width], Initializer.TruncatedNormal(1 / Math.Sqrt(width)));

    private static StateSpec Spec(string name, Shape shape, Initializer initializer) => new(name, shape, StateKind.Parameter, initializer);
}
