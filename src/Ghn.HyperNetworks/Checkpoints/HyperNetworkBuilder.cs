using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Encoders;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>Puts a GHN together from the tensors of a checkpoint, whose names are those of the reference's modules.</summary>
internal sealed class HyperNetworkBuilder(CheckpointTensors tensors, HyperNetworkConfiguration configuration)
{
    private readonly int _hidden = configuration.Hidden;

    /// <summary>The node embeddings on their own.</summary>
    public NodeEmbedding NodeEmbedding()
    {
        Parameter primitives = tensors.Table("embed.weight");
        Parameter channels = tensors.Table("shape_enc.embed_channel.weight");
        Parameter spatial = tensors.Table("shape_enc.embed_spatial.weight");
        var encoding = new ShapeEncoding(configuration.ClassCount, configuration.MaxKernel.Width);
        bool fits = primitives.Value.Shape[0] == Enum.GetValues<Primitive>().Length
            && channels.Value.Shape == [encoding.ChannelRows, _hidden / 4]
            && spatial.Value.Shape == [encoding.SpatialRows, _hidden / 4]
            && _hidden % 4 == 0;
        return fits
            ? new NodeEmbedding(primitives, channels, spatial, encoding)
            : throw tensors.Damaged(
                $"the embedding tables {primitives.Value.Shape}, {channels.Value.Shape} and {spatial.Value.Shape} do not fit together");
    }

    /// <summary>The encoder of the graph.</summary>
    public INodeEncoder Encoder() => configuration.Encoder switch
    {
        EncoderKind.Graphormer => Graphormer(),
        EncoderKind.GatedGnn => GatedGnn(),
        _ => new NodeMlp(tensors.Linear("gnn.fc.0", _hidden, _hidden), tensors.Linear("gnn.fc.2", _hidden, _hidden)),
    };

    /// <summary>The normalisation of encoded nodes, if the GHN has one.</summary>
    public LayerNorm? Normalization() => configuration.LayerNormalization ? tensors.LayerNorm("ln", _hidden) : null;

    /// <summary>The decoders.</summary>
    public ParameterDecoder Decoder()
    {
        int longest = Math.Max(configuration.MaxOutChannels, configuration.MaxInChannels);
        var vectors = new VectorDecoder(
            tensors.Linear("decoder_1d.fc.0", 2 * _hidden, _hidden),
            tensors.Linear("decoder_1d.fc.2", 2 * longest, 2 * _hidden),
            tensors.Linear("bias_class.1", configuration.ClassCount, longest),
            configuration);
        IWeightDecoder weights = configuration.Decoder == DecoderKind.Convolutional ? ConvolutionalDecoder() : MlpDecoder();
        return new ParameterDecoder(weights, vectors, configuration);
    }

    private ConvolutionalDecoder ConvolutionalDecoder() => new(
        tensors.Linear("decoder.fc.0", 4 * _hidden * configuration.MaxKernel.Area, _hidden),
        tensors.Linear("decoder.conv.0", 8 * _hidden, 4 * _hidden),
        tensors.Linear("decoder.conv.2", configuration.MaxOutChannels * configuration.MaxInChannels, 8 * _hidden),
        tensors.Linear("decoder.class_layer_predictor.1", configuration.ClassCount, configuration.MaxOutChannels),
        configuration);

    private MlpDecoder MlpDecoder()
    {
        int block = configuration.MaxOutChannels * configuration.MaxInChannels * configuration.MaxKernel.Area;
        return new MlpDecoder(
            tensors.Linear("decoder.mlp.fc.0", 2 * _hidden, _hidden),
            tensors.Linear("decoder.mlp.fc.2", block, 2 * _hidden),
            tensors.Linear("decoder.class_layer_predictor.1", configuration.ClassCount * configuration.MaxInChannels, 2 * _hidden),
            configuration);
    }

    private GatedGnn GatedGnn()
    {
        var cell = new GatedRecurrentUnit(GruGates("weight_ih", "bias_ih"), GruGates("weight_hh", "bias_hh"));
        return new GatedGnn(
            MessageMlp("gnn.mlp"), configuration.VirtualEdges ? MessageMlp("gnn.mlp_ve") : null, cell);
    }

    private Linear GruGates(string weight, string bias) =>
        new(tensors.Table($"gnn.gru.{weight}"), tensors.Vector($"gnn.gru.{bias}", 3 * _hidden));

    private MessageMlp MessageMlp(string name)
    {
        int width = tensors.Matrix($"{name}.fc.0.weight").Shape[0];
        return new MessageMlp(
            tensors.Linear($"{name}.fc.0", width, _hidden, asFloat32: true),
            tensors.Linear($"{name}.fc.2", _hidden, width, asFloat32: true));
    }

    private Graphormer Graphormer()
    {
        // The published files hold the tables of degrees and distances at the top level, trainers' files within the first layer.
        string tables = tensors.Contains("centrality_embed_in.weight") || tensors.Contains("input_dist_embed.weight")
            ? string.Empty
            : "gnn.0.";
        var centrality = new CentralityEmbedding(
            configuration.Centrality ? tensors.Table($"{tables}centrality_embed_in.weight") : null,
            configuration.Centrality ? tensors.Table($"{tables}centrality_embed_out.weight") : null,
            configuration.InputDistance ? tensors.Table($"{tables}input_dist_embed.weight") : null);
        var edgeBias = new EdgeBias(
            tensors.Table("gnn.0.attn.edge_embed.embed.weight"),
            tensors.Linear("gnn.0.attn.proj_e.0", _hidden, configuration.BackwardDistances ? 2 * _hidden : _hidden),
            tensors.Linear("gnn.0.attn.proj_e.2", configuration.Heads, _hidden));
        int cutoff = configuration.VirtualEdges ? HyperNetworkConfiguration.VirtualEdgeCutoff : 1;
        return new Graphormer(centrality, edgeBias, [.. Enumerable.Range(0, configuration.Layers).Select(GraphormerLayer)], cutoff);
    }

    private GraphormerLayer GraphormerLayer(int index)
    {
        string name = $"gnn.{index}";
        return new GraphormerLayer(
            tensors.LayerNorm($"{name}.ln1", _hidden),
            tensors.Linear($"{name}.attn.to_qkv", 3 * _hidden, _hidden, bias: false),
            tensors.Linear($"{name}.attn.to_out.0", _hidden, _hidden),
            tensors.LayerNorm($"{name}.ln2", _hidden),
            tensors.Linear($"{name}.ff.net.0", 4 * _hidden, _hidden),
            tensors.Linear($"{name}.ff.net.3", _hidden, 4 * _hidden),
            configuration.Heads);
    }
}
