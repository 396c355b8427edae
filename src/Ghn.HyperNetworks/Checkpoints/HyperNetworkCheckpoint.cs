using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.HyperNetworks.Checkpoints;

/// <summary>
/// The tensors of a GHN and its configuration, as a file holds them: the official checkpoints of GHN-2 and GHN-3, trainers' checkpoints,
/// and our own format, which is safetensors with the configuration in the metadata.
/// </summary>
public sealed class HyperNetworkCheckpoint : IDisposable
{
    /// <summary>The key of the metadata that tells the height and width of the images that a GHN was trained on.</summary>
    public const string ImageSizeKey = "training_image_size";

    private readonly CheckpointTensors _lookup;

    private HyperNetworkCheckpoint(StateDict tensors, HyperNetworkConfiguration configuration, CheckpointTensors lookup)
    {
        Tensors = tensors;
        Configuration = configuration;
        _lookup = lookup;
    }

    /// <summary>The parameters of the GHN, under the reference's names.</summary>
    public StateDict Tensors { get; }

    /// <summary>What kind of GHN they make.</summary>
    public HyperNetworkConfiguration Configuration { get; }

    /// <summary>Whether a file's tensors look like a GHN's, intact or not.</summary>
    public static bool IsHyperNetwork(StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Contains("embed.weight") && tensors.Contains("shape_enc.embed_channel.weight");
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="IOException">The file cannot be read, is damaged, or holds no GHN.</exception>
    public static HyperNetworkCheckpoint Load(string path)
    {
        return From(StateDictFile.Load(path), path);
    }

    /// <summary>Makes a checkpoint of what a file held.</summary>
    /// <param name="file">What the file held.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="IOException">It is no GHN.</exception>
    public static HyperNetworkCheckpoint From(Checkpoint file, string source)
    {
        ArgumentNullException.ThrowIfNull(file);
        return From(file.Tensors, CheckpointSettings.Of(file), source);
    }

    /// <summary>Makes a checkpoint of tensors alone, whose configuration follows from their names and shapes.</summary>
    /// <param name="tensors">The parameters of a GHN, under the reference's names.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="IOException">They make no GHN.</exception>
    public static HyperNetworkCheckpoint From(StateDict tensors, string source)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return From(tensors, new Dictionary<string, object?>(), source);
    }

    /// <summary>A GHN that has learnt nothing yet; see <see cref="TrainableHyperNetwork.Create"/>.</summary>
    /// <param name="configuration">What kind of GHN.</param>
    /// <param name="seed">What the parameters depend on.</param>
    /// <exception cref="ArgumentException">There is no such GHN.</exception>
    public static HyperNetworkCheckpoint Create(HyperNetworkConfiguration configuration, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration.Validate();
        var tensors = new StateDict();
        foreach (StateSpec parameter in new ParameterLayout(configuration).Parameters())
        {
            tensors.Add(parameter.Name, parameter.Initializer.Create(parameter.Shape, new RandomSource(seed, parameter.Name)));
        }

        return new HyperNetworkCheckpoint(tensors, configuration, new CheckpointTensors(tensors, "new GHN"));
    }

    /// <summary>The same in memory of its own, where it can be changed: files are mapped to be read.</summary>
    internal HyperNetworkCheckpoint Copy()
    {
        var copies = new StateDict();
        foreach ((string name, Tensor tensor) in Tensors)
        {
            Tensor values = Conversion.ToFloat32(tensor);
            copies.Add(name, values == tensor ? Tensor.From<float>(tensor.Values, tensor.Shape) : values);
        }

        return new HyperNetworkCheckpoint(copies, Configuration, new CheckpointTensors(copies, "copy"));
    }

    /// <summary>What puts the parts of the GHN together.</summary>
    /// <param name="gradients">
    /// Where gradients of its parameters gather: a tensor for each of the GHN's, of the same name and shape; null for nowhere.
    /// </param>
    internal HyperNetworkBuilder Builder(StateDict? gradients) =>
        new(gradients is null ? _lookup : _lookup.With(gradients), Configuration);

    /// <summary>
    /// Writes the checkpoint in the format that the file's extension asks for. The configuration goes along into safetensors, .pt and
    /// .joblib; .npz has no place for it, and the tensors then have to tell it.
    /// </summary>
    /// <param name="path">Where to.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default)
    {
        Tensors.Metadata[CheckpointSettings.MetadataKey] = CheckpointSettings.ToJson(Configuration);
        bool isTorch = Path.GetExtension(path).ToUpperInvariant() is ".PT" or ".PTH" or ".JOBLIB";
        StateDictFile.Save(path, Tensors, isTorch ? CheckpointSettings.ToContent(Configuration) : null, cancellation);
    }

    /// <summary>Returns the memory of the tensors at once.</summary>
    public void Dispose() => Tensors.Dispose();

    private static HyperNetworkCheckpoint From(StateDict tensors, IReadOnlyDictionary<string, object?> settings, string source)
    {
        var lookup = new CheckpointTensors(tensors, source);
        HyperNetworkConfiguration configuration = ConfigurationInference.Infer(lookup, settings);
        try
        {
            configuration.Validate();
        }
        catch (ArgumentException error)
        {
            throw lookup.Damaged(error.Message.TrimEnd('.'));
        }

        return new HyperNetworkCheckpoint(tensors, configuration, lookup);
    }
}
