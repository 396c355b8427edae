using Ghn.Networks;
using Ghn.Onnx.Import;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

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

    private OnnxModel(string path, ModelProto proto, ImportedNetwork imported)
    {
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
        TakesChannelsLast = imported.TakesChannelsLast;
        Warnings =
        [
            .. FoldedNormalization.Warnings(Bindings),
            .. EndsInSoftmax(Network) ? [ProbabilitiesWarning] : (string[])[],
            .. UnknownOperations.Count > 0 ? [Describe(UnknownOperations)] : (string[])[],
        ];
        foreach (ParameterBinding binding in Bindings)
        {
            if (binding.Value() is { } value)
            {
                AddWeight(binding.Name, value);
                FoldedStatistics? folded = binding.Folded is { IsShift: true } ? binding.Folded : null;
                foreach ((string name, Tensor statistic) in folded?.Neutral(value.Shape[0]) ?? [])
                {
                    AddWeight(name, statistic);
                }
            }
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether the file takes images [samples, height, width, channels], as Keras and JAX have them. Its network takes
    /// [samples, channels, height, width] all the same.
    /// </summary>
    public bool TakesChannelsLast { get; }

    /// <summary>The architecture.</summary>
    public Network Network { get; }

    /// <summary>The weights that the file holds, under the network's names; empty for a file without weights.</summary>
    public StateDict Weights { get; } = new();

    /// <summary>The operations that were passed over because Ghn does not know them; empty unless they may be.</summary>
    public IReadOnlyList<UnknownOperation> UnknownOperations { get; }

    /// <summary>
    /// The weights that belong to no layer that is known: they are no part of <see cref="Network"/> and stay as they are in the file.
    /// </summary>
    public IReadOnlyList<SkippedTensor> SkippedTensors { get; }

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
    public static OnnxModel Load(string path, int? imageSize = null, bool skipsUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelProto proto = ModelFile.Read(path);
        try
        {
            return new OnnxModel(path, proto, new ModelImporter(path, proto, imageSize, skipsUnknown).Run());
        }
        catch (ImportException error)
        {
            throw new InvalidFileException(path, "as a whole", error.Message, "Ghn imports networks that map images to classes.");
        }
    }

    private void AddWeight(string name, Tensor value)
    {
        if (Weights.Contains(name))
        {
            throw new ImportException($"two weights would be called {PrintableText.OfName(name)}");
        }

        Weights.Add(name, value);
    }

    private static UnknownOperation Public(UnsupportedReason reason) => new(reason.Node, reason.Operation, reason.Reason);

    private static bool EndsInSoftmax(Network network) => network.Nodes[network.Outputs[0]].Layer is Networks.Softmax;

    private static string Describe(IReadOnlyList<UnknownOperation> unknown)
    {
        string[] types = [.. unknown.Select(operation => operation.Operation).Distinct()];
        string more = types.Length > MaxTypes ? " and others" : string.Empty;
        string count = unknown.Count == 1 ? "1 operation is" : $"{unknown.Count} operations are";
        string named = string.Join(", ", types.Take(MaxTypes).Select(PrintableText.OfName));
        return $"{count} passed over as unknown ({named}{more}): the network can be drawn and predicted, but not run.";
    }
}
