using Ghn.HyperNetworks.Checkpoints;
using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Benchmarks;

/// <summary>A GHN of one of the papers' sizes with random weights: speed does not depend on their values.</summary>
/// <param name="Name">The name of the size, as the papers have it.</param>
/// <param name="Hidden">The size of node embeddings.</param>
/// <param name="Layers">The number of transformer layers; 0 for the gated network of GHN-2.</param>
/// <param name="Heads">The number of attention heads.</param>
/// <param name="MaxChannels">The largest block of channels that is decoded.</param>
internal sealed record RandomCheckpoint(string Name, int Hidden, int Layers, int Heads, int MaxChannels)
{
    private const int ClassCount = 1000;
    private const int Side = 16;

    public static IReadOnlyList<RandomCheckpoint> All { get; } =
    [
        new("GHN2", 32, 0, 0, 64),
        new("T", 64, 3, 8, 64),
        new("S", 128, 5, 16, 128),
        new("L", 256, 12, 16, 256),
        new("XL", 384, 24, 16, 384),
    ];

    /// <summary>Where the files are kept between runs.</summary>
    public static string DefaultFolder => Path.Combine(Repository.Root, "artifacts", "ghns");

    /// <summary>The sizes of the given names.</summary>
    public static IEnumerable<RandomCheckpoint> Named(string[] names) => All.Where(size => names.Contains(size.Name));

    /// <summary>The file of this size in a folder, written if it is not there yet.</summary>
    public string File(string folder)
    {
        string path = Path.Combine(folder, $"ghn-{Name.ToLowerInvariant()}.safetensors");
        if (!System.IO.File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            Console.Error.WriteLine($"writing {path}");
            using StateDict tensors = Tensors();
            HyperNetworkCheckpoint.From(tensors, path).Save(path);
        }

        return path;
    }

    private StateDict Tensors()
    {
        var tensors = new StateDict();
        foreach ((string name, Shape shape) in Shapes())
        {
            double bound = name.Contains("embed", StringComparison.Ordinal) ? 0.9 : shape.Rank == 1 ? 0.2 : 2.5 / Math.Sqrt(shape[1]);
            tensors.Add(name, Initializer.Uniform(bound).Create(shape, new RandomSource(0, name)));
        }

        return tensors;
    }

    private IEnumerable<(string Name, Shape Shape)> Shapes() =>
    [
        .. Vector("ln.weight", "ln.bias", Hidden),
        ("embed.weight", [15, Hidden]),
        ("shape_enc.embed_spatial.weight", [11, Hidden / 4]),
        ("shape_enc.embed_channel.weight", [392, Hidden / 4]),
        .. Layers == 0 ? GatedGnn() : Enumerable.Range(0, Layers).SelectMany(TransformerLayer),
        .. Linear("decoder.fc.0", 4 * Hidden * Side * Side, Hidden),
        .. Linear("decoder.conv.0", 8 * Hidden, 4 * Hidden),
        .. Linear("decoder.conv.2", MaxChannels * MaxChannels, 8 * Hidden),
        .. Linear("decoder.class_layer_predictor.1", ClassCount, MaxChannels),
        .. Linear("decoder_1d.fc.0", 2 * Hidden, Hidden),
        .. Linear("decoder_1d.fc.2", 2 * MaxChannels, 2 * Hidden),
        .. Linear("bias_class.1", ClassCount, MaxChannels),
    ];

    private IEnumerable<(string Name, Shape Shape)> GatedGnn() =>
    [
        .. Linear("gnn.mlp.fc.0", Hidden / 2, Hidden), .. Linear("gnn.mlp.fc.2", Hidden, Hidden / 2),
        .. Linear("gnn.mlp_ve.fc.0", Hidden / 2, Hidden), .. Linear("gnn.mlp_ve.fc.2", Hidden, Hidden / 2),
        ("gnn.gru.weight_ih", [3 * Hidden, Hidden]), ("gnn.gru.weight_hh", [3 * Hidden, Hidden]),
        .. Vector("gnn.gru.bias_ih", "gnn.gru.bias_hh", 3 * Hidden),
    ];

    private IEnumerable<(string Name, Shape Shape)> TransformerLayer(int layer)
    {
        string name = $"gnn.{layer}";
        IEnumerable<(string Name, Shape Shape)> shapes =
        [
            .. Vector($"{name}.ln1.weight", $"{name}.ln1.bias", Hidden),
            ($"{name}.attn.to_qkv.weight", [3 * Hidden, Hidden]),
            .. Linear($"{name}.attn.to_out.0", Hidden, Hidden),
            .. Vector($"{name}.ln2.weight", $"{name}.ln2.bias", Hidden),
            .. Linear($"{name}.ff.net.0", 4 * Hidden, Hidden),
            .. Linear($"{name}.ff.net.3", Hidden, 4 * Hidden),
        ];
        return layer > 0 ? shapes :
        [
            .. shapes,
            ("gnn.0.attn.edge_embed.embed.weight", [257, Hidden]),
            .. Linear("gnn.0.attn.proj_e.0", Hidden, 2 * Hidden),
            .. Linear("gnn.0.attn.proj_e.2", Heads, Hidden),
            ("gnn.0.centrality_embed_in.weight", [101, Hidden]),
            ("gnn.0.centrality_embed_out.weight", [101, Hidden]),
            ("gnn.0.input_dist_embed.weight", [1001, Hidden]),
        ];
    }

    private static IEnumerable<(string Name, Shape Shape)> Linear(string name, int outFeatures, int inFeatures) =>
        [($"{name}.weight", [outFeatures, inFeatures]), ($"{name}.bias", [outFeatures])];

    private static IEnumerable<(string Name, Shape Shape)> Vector(string first, string second, int length) =>
        [(first, [length]), (second, [length])];
}
