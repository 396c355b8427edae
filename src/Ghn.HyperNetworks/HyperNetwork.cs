using System.Diagnostics;
using System.Globalization;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Configuration;
using Ghn.HyperNetworks.Decoding;
using Ghn.HyperNetworks.Encoders;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Memory;

namespace Ghn.HyperNetworks;

/// <summary>
/// A graph hypernetwork: it reads the computational graph of an architecture and outputs its parameters.
/// <code>
/// using HyperNetwork ghn = HyperNetwork.Load("ghn3tm8.pt");
/// using Prediction prediction = ghn.Predict(Zoo.Create("resnet50"));
/// prediction.Weights.Save("resnet50.safetensors");
/// </code>
/// Several threads may predict with it at once. Disposing it lets predictions that are under way finish, and refuses new ones.
/// </summary>
public sealed class HyperNetwork : IDisposable
{
    private readonly StateDict _tensors;
    private readonly IReadOnlyList<TensorMemory> _memories;
    private readonly NodeEmbedding _embedding;
    private readonly INodeEncoder _encoder;
    private readonly LayerNorm? _normalization;
    private readonly ParameterDecoder _decoder;

    private HyperNetwork(HyperNetworkCheckpoint checkpoint, StateDict? gradients)
    {
        _tensors = checkpoint.Tensors;
        _memories = [.. _tensors.Memories(), .. gradients?.Memories() ?? []];
        Configuration = checkpoint.Configuration;
        using MemoryHold hold = MemoryHold.Of(_memories);
        HyperNetworkBuilder builder = checkpoint.Builder(gradients);
        _embedding = builder.NodeEmbedding();
        _encoder = builder.Encoder();
        _normalization = builder.Normalization();
        _decoder = builder.Decoder();
    }

    /// <summary>What distinguishes this GHN from others.</summary>
    public HyperNetworkConfiguration Configuration { get; }

    /// <summary>The number of the GHN's own parameters.</summary>
    public long ParameterCount => _tensors.Sum(tensor => tensor.Value.ElementCount);

    /// <summary>The height and width of the images that the GHN was trained on; null where its file does not say.</summary>
    public int? TrainingImageSize =>
        _tensors.Metadata.TryGetValue(HyperNetworkCheckpoint.ImageSizeKey, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? size
            : null;

    /// <summary>
    /// The GHN that comes with Ghn: trained on CIFAR-10, for networks that tell ten classes of images of 32×32 apart. Each call loads it
    /// anew; it is the caller's.
    /// </summary>
    /// <exception cref="IOException">Its file, <see cref="DefaultPath"/>, is not there any more.</exception>
    public static HyperNetwork Default => Load(DefaultPath);

    /// <summary>Where the file of <see cref="Default"/> is.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "models", "ghn-cifar10.safetensors");

    /// <summary>Loads a GHN from a file in any of the official formats or in ours.</summary>
    /// <exception cref="IOException">The file cannot be read, is damaged, or holds no GHN.</exception>
    public static HyperNetwork Load(string path) => From(HyperNetworkCheckpoint.Load(path));

    /// <summary>Puts a GHN together from a checkpoint; it then owns the tensors.</summary>
    /// <exception cref="IOException">The tensors make no GHN.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint has been disposed.</exception>
    public static HyperNetwork From(HyperNetworkCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new HyperNetwork(checkpoint, gradients: null);
    }

    /// <summary>
    /// The name of the first of the GHN's own tensors that holds an infinite number or a NaN; null if all are finite. Loading does not ask
    /// for it, since it takes a pass over the whole file.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    /// <exception cref="IOException">The GHN lies in a mapped file that has changed since it was loaded.</exception>
    public string? FirstNonFinite()
    {
        using MemoryHold hold = MemoryHold.Of(_memories);
        string? first = _tensors.FirstNonFinite();
        hold.RequireUnchanged();
        return first;
    }

    /// <summary>Predicts all parameters of a network.</summary>
    /// <remarks>
    /// A GHN with an infinite number or a NaN in it predicts what comes of that, without an exception: ask <see cref="FirstNonFinite"/>,
    /// and
    /// <see cref="Prediction.FirstNonFinite"/>, before weights go where nobody looks at them.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    /// <exception cref="IOException">The GHN lies in a mapped file that has changed since it was loaded.</exception>
    public Prediction Predict(Network network, PredictionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        long start = Stopwatch.GetTimestamp();
        ComputationalGraph graph = ComputationalGraph.Of(network);
        return Predict(network, graph, options ?? new PredictionOptions(), start);
    }

    /// <summary>
    /// Predicts several networks, one after the other as they are asked for. A network's parameters do not depend on its company
    /// (the reference's GHN-3 confuses the nodes of networks that it predicts together).
    /// </summary>
    public IEnumerable<Prediction> Predict(IEnumerable<Network> networks, PredictionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return networks.Select(network => Predict(network, options));
    }

    /// <summary>
    /// Predicts all parameters of a network from a graph of your making, whose nodes bear the names of the network's parameters.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    /// <exception cref="IOException">The GHN lies in a mapped file that has changed since it was loaded.</exception>
    public Prediction Predict(Network network, ComputationalGraph graph, PredictionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(graph);
        return Predict(network, graph, options ?? new PredictionOptions(), Stopwatch.GetTimestamp());
    }

    /// <summary>Computes the embeddings of a graph's nodes, which the decoders read: [nodes, hidden].</summary>
    /// <exception cref="ObjectDisposedException">The GHN has been disposed.</exception>
    /// <exception cref="IOException">The GHN lies in a mapped file that has changed since it was loaded.</exception>
    public Tensor Encode(ComputationalGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using MemoryHold hold = MemoryHold.Of(_memories);
        Tensor embeddings = Encode(new Tape(isRecording: false), graph, graph.VirtualEdges(_encoder.Cutoff)).Value;
        hold.RequireUnchanged();
        return embeddings;
    }

    /// <summary>Returns the memory of the GHN, as soon as no prediction that is under way needs it.</summary>
    public void Dispose() => _tensors.Dispose();

    /// <summary>A GHN that gathers the gradients of its parameters.</summary>
    /// <param name="checkpoint">Its parameters, which stay the checkpoint's.</param>
    /// <param name="gradients">Where to: a tensor for each parameter, of the same name and shape.</param>
    internal static HyperNetwork Learning(HyperNetworkCheckpoint checkpoint, StateDict gradients) => new(checkpoint, gradients);

    /// <summary>Predicts all parameters of a network as variables on a tape, which leads back to the GHN's own parameters.</summary>
    internal DifferentiablePrediction Predict(Tape tape, Network network, ComputationalGraph graph, ulong seed)
    {
        MemoryHold hold = MemoryHold.Of(_memories);
        try
        {
            using Variable embeddings = Encode(tape, graph, graph.VirtualEdges(_encoder.Cutoff));
            using var plan = new DecodingPlan(network, graph, Configuration, new PredictionOptions(seed));
            Dictionary<string, Variable> predicted = _decoder.Decode(embeddings, plan);
            return DifferentiablePrediction.Of(tape, network, plan.State, predicted, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private Prediction Predict(Network network, ComputationalGraph graph, PredictionOptions options, long start)
    {
        using MemoryHold hold = MemoryHold.Of(_memories);
        ShortestPaths paths = graph.VirtualEdges(_encoder.Cutoff);
        long graphDone = Stopwatch.GetTimestamp();
        using var tape = new Tape(isRecording: false);
        using Variable embeddings = Encode(tape, graph, paths);
        long encodingDone = Stopwatch.GetTimestamp();
        using var plan = new DecodingPlan(network, graph, Configuration, options);
        _decoder.Decode(embeddings, plan);
        hold.RequireUnchanged();
        var timings = new PredictionTimings(
            Stopwatch.GetElapsedTime(start, graphDone),
            Stopwatch.GetElapsedTime(graphDone, encodingDone),
            Stopwatch.GetElapsedTime(encodingDone));
        return new Prediction(plan.State, plan.Parameters, timings);
    }

    private Variable Encode(Tape tape, ComputationalGraph graph, ShortestPaths paths)
    {
        using Variable embedded = _embedding.Embed(tape, graph);
        Variable encoded = _encoder.Encode(graph, paths, embedded);
        if (_normalization is null)
        {
            return encoded;
        }

        using (encoded)
        {
            return _normalization.Apply(encoded);
        }
    }
}
