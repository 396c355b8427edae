using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Export;
using Ghn.Onnx.Import;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx;

/// <summary>
/// A network that came as an ONNX file, from whatever framework:
/// <code>
/// OnnxModel model = OnnxModel.Load("model.onnx");
/// StateDict weights = ghn.Predict(model.Network);
/// </code>
/// Its computational graph is that of the same network written in C#, whether the file has weights or not, however the exporter wrote
/// normalisations, activations and attention. Parameters bear the names of the file's tensors, which PyTorch's exporter
/// names as the state dict.
/// </summary>
public sealed class OnnxModel
{
    private const string ProbabilitiesWarning =
        "The network ends in a softmax: it gives probabilities, not logits. Export it without, if it is to be trained.";

    /// <summary>How many types of operations a warning names.</summary>
    private const int MaxTypes = 4;

    private readonly FileState _fileState;
    private readonly Size2d? _imageSize;
    private readonly bool _skipsUnknown;

    private OnnxModel(string path, ModelProto proto, Size2d? imageSize, bool skipsUnknown)
    {
        ImportedNetwork imported = new ModelImporter(path, proto, imageSize, skipsUnknown).Run();
        (_imageSize, _skipsUnknown) = (imageSize, skipsUnknown);
        _fileState = new FileState(imported.Network, imported.Bindings);
        Path = path;
        Proto = proto;
        Network = imported.Network;
        Bindings = imported.Bindings;
        UnknownOperations = [.. imported.Unknown.Select(Public)];
        SkippedTensors =
        [
            .. imported.Skipped.Select(skipped => new SkippedTensor(
                skipped.Parameter.Name, skipped.Parameter.Shape, skipped.Parameter.Value, Public(skipped.Behind))),
        ];
        KeptTensors = imported.Kept;
        TakesChannelsLast = imported.TakesChannelsLast;
        TakesAnySize = imported.TakesAnySize;
        Outputs = [.. imported.Outputs.Select(output => new NetworkOutput(output.Name, output.Place, output.SampleShape))];
        Weights = WeightsOf(imported.Bindings);
        Warnings =
        [
            .. FoldedNormalization.Warnings(Bindings, Proto.Graph.Node, imported.IsFromPyTorch),
            .. EndsInSoftmax(Network) ? [ProbabilitiesWarning] : (string[])[],
            .. UnknownOperations.Count > 0 ? [Describe(UnknownOperations)] : (string[])[],
        ];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether the file takes images [samples, height, width, channels], as Keras and JAX have them. Its network takes
    /// [samples, channels, height, width] all the same.
    /// </summary>
    public bool TakesChannelsLast { get; }

    /// <summary>Whether the file leaves the height or the width of the images open.</summary>
    public bool TakesAnySize { get; }

    /// <summary>The outputs that depend on the images, in the file's order.</summary>
    public IReadOnlyList<NetworkOutput> Outputs { get; }

    /// <summary>The architecture.</summary>
    public Network Network { get; }

    /// <summary>The weights that the file holds, under the network's names; empty for a file without weights.</summary>
    public StateDict Weights { get; private set; }

    /// <summary>The operations that were passed over because Ghn does not know them; empty unless they may be.</summary>
    public IReadOnlyList<UnknownOperation> UnknownOperations { get; }

    /// <summary>
    /// The weights that belong to no layer that is known: they are no part of <see cref="Network"/> and stay as they are in the file.
    /// </summary>
    public IReadOnlyList<SkippedTensor> SkippedTensors { get; }

    /// <summary>
    /// The tensors with names of their own that are no parameter of <see cref="Network"/>, and stay as they are in the file: buffers,
    /// learnt factors, weights of operations that are not known.
    /// </summary>
    public StateDict KeptTensors { get; }

    /// <summary>What may not be as its user expects, as whole sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The file's content.</summary>
    internal ModelProto Proto { get; }

    /// <summary>Which parameter of the network is which tensor of the file.</summary>
    internal IReadOnlyList<ParameterBinding> Bindings { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageSize">
    /// The height and width of the images where the file leaves them open; where it fixes them, it is not needed.
    /// </param>
    /// <param name="skipsUnknown">
    /// Whether operations that Ghn does not know are passed over, rather than errors: what flows into them flows through, and the weights
    /// that only they have stay as they are. Such a network can be drawn and predicted, but not run.
    /// </param>
    /// <exception cref="InvalidFileException">
    /// The file is damaged, holds an operation that is not supported, or does not take such images; the message names file and node.
    /// </exception>
    public static OnnxModel Load(string path, Size2d? imageSize = null, bool skipsUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelProto proto = ModelFile.Read(path);
        try
        {
            return new OnnxModel(path, proto, imageSize, skipsUnknown);
        }
        catch (ImportException error)
        {
            throw new InvalidFileException(path, "as a whole", error.Message, "Ghn imports networks that map images to classes.");
        }
    }

    private static UnknownOperation Public(UnsupportedReason reason) => new(reason.Node, reason.Operation, reason.Reason);

    /// <summary>
    /// Weights of <see cref="Network"/> as the module has them that the file was exported from: under the file's names, in its shapes and
    /// orientation, and with <see cref="KeptTensors"/>. Only what the exporter named itself keeps the network's names and shapes.
    /// PyTorch takes them by <c>load_state_dict(strict=True)</c>.
    /// </summary>
    /// <param name="weights">The whole state of the network.</param>
    public StateDict ToFileState(StateDict weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return _fileState.ToFile(weights, KeptTensors);
    }

    /// <summary>
    /// The same model with weights that are as <see cref="ToFileState"/> gives them. Its network is another one if
    /// <see cref="KeptTensors"/> differ among them.
    /// </summary>
    /// <param name="fileState">The weights, under the file's names and in its shapes.</param>
    /// <exception cref="ArgumentException">An entry has another shape than in the file.</exception>
    public OnnxModel WithWeights(StateDict fileState)
    {
        ArgumentNullException.ThrowIfNull(fileState);
        var changed = new StateDict();
        foreach ((string name, Tensor kept) in KeptTensors)
        {
            if (fileState.TryGet(name, out Tensor? given) && !HasSameNumbers(name, kept, given))
            {
                changed.Add(name, given);
            }
        }

        OnnxModel model = changed.Count == 0 ? this : new OnnxModel(Path, KeptReplacement.Apply(Proto, changed), _imageSize, _skipsUnknown);
        var result = (OnnxModel)model.MemberwiseClone();
        result.Weights = model._fileState.ToNetwork(fileState, KeptTensors);
        return result;
    }

    private static bool HasSameNumbers(string name, Tensor kept, Tensor given)
    {
        if (given.Shape != kept.Shape)
        {
            throw new InvalidRequestException(
                $"{PrintableText.OfName(name)} has the shape {given.Shape}, but the network's file has {kept.Shape}.");
        }

        return kept.ElementType.IsFloatingPoint()
            ? Conversion.ToFloat32(given).Values.SequenceEqual(Conversion.ToFloat32(kept).Values)
            : Conversion.ToInt64(given).Elements<long>().SequenceEqual(Conversion.ToInt64(kept).Elements<long>());
    }

    private static StateDict WeightsOf(IReadOnlyList<ParameterBinding> bindings)
    {
        var weights = new StateDict();
        foreach (ParameterBinding binding in bindings)
        {
            if (binding.Value() is { } value)
            {
                Add(binding.Name, value);
                FoldedStatistics? folded = binding.Folded is { IsShift: true } ? binding.Folded : null;
                foreach ((string name, Tensor statistic) in folded?.Neutral(value.Shape[0]) ?? [])
                {
                    Add(name, statistic);
                }
            }
        }

        return weights;

        void Add(string name, Tensor value)
        {
            if (weights.Contains(name))
            {
                throw new ImportException($"two weights would be called {PrintableText.OfName(name)}");
            }

            weights.Add(name, value);
        }
    }

    private static bool EndsInSoftmax(Network network) => network.Nodes[network.Outputs[0]].Layer is Networks.Layers.Softmax;

    private static string Describe(IReadOnlyList<UnknownOperation> unknown)
    {
        string[] types = [.. unknown.Select(operation => operation.Operation).Distinct()];
        string more = types.Length > MaxTypes ? " and others" : string.Empty;
        string count = unknown.Count == 1 ? "1 operation is" : $"{unknown.Count} operations are";
        string named = string.Join(", ", types.Take(MaxTypes).Select(PrintableText.OfName));
        return $"{count} passed over as unknown ({named}{more}): the network can be drawn and predicted, but not run.";
    }
}
