using Ghn.Networks.Onnx;
using Ghn.Networks.Onnx.Protocol;
using Ghn.Tensors;

namespace Ghn.Networks;

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
    /// <summary>What PyTorch's exporter calls itself.</summary>
    private const string PyTorch = "pytorch";

    private const string ProbabilitiesWarning =
        "The network ends in a softmax: it gives probabilities, not logits. Export it without, if it is to be trained.";

    private OnnxModel(string path, ModelProto proto, Network network, IReadOnlyList<ParameterBinding> bindings)
    {
        Path = path;
        Proto = proto;
        Network = network;
        Bindings = bindings;
        Warnings = [.. FoldedNormalization.Warnings(bindings), .. EndsInSoftmax(network) ? [ProbabilitiesWarning] : (string[])[]];
        foreach (ParameterBinding binding in bindings)
        {
            if (binding.Value() is { } value)
            {
                Weights.Add(binding.Name, value);
            }
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether the file takes images [samples, height, width, channels], as Keras and JAX have them. Its network takes
    /// [samples, channels, height, width] all the same.
    /// </summary>
    public bool TakesChannelsLast { get; private init; }

    /// <summary>The architecture.</summary>
    public Network Network { get; }

    /// <summary>The weights that the file holds, under the network's names; empty for a file without weights.</summary>
    public StateDict Weights { get; } = new();

    /// <summary>What may not be as its user expects, as whole sentences.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The file's content.</summary>
    internal ModelProto Proto { get; }

    /// <summary>Which parameter of the network is which tensor of the file.</summary>
    internal IReadOnlyList<ParameterBinding> Bindings { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imageSize">The height and width of the images where the file leaves them open; where it fixes them, it is not needed.</param>
    /// <exception cref="InvalidFileException">
    /// The file is damaged, holds an operation that is not supported, or does not take such images; the message names file and node.
    /// </exception>
    public static OnnxModel Load(string path, int? imageSize = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelProto proto = ModelFile.Read(path);
        try
        {
            return Import(path, proto, imageSize);
        }
        catch (Exception error) when (error is ArgumentException or ArithmeticException or InvalidOperationException
            or IndexOutOfRangeException or KeyNotFoundException or NotSupportedException)
        {
            throw new InvalidFileException(path, "as a whole", error.Message.TrimEnd('.'), "Ghn imports networks that map images to classes.");
        }
    }

    private static bool EndsInSoftmax(Network network) => network.Nodes[network.Outputs[0]].Layer is Softmax;

    private static OnnxModel Import(string path, ModelProto proto, int? imageSize)
    {
        var start = GraphStart.Of(path, proto, imageSize);
        OperationGraph graph = GraphReader.Read(path, proto, start.Values);
        LinearPattern.Apply(graph);
        ConvolutionBiasPattern.Apply(graph);
        LayerNormPattern.Apply(graph);
        GroupNormPattern.Apply(graph);
        ActivationPatterns.Apply(graph);
        AttentionPattern.Apply(graph);
        bool isFromPyTorch = proto.ProducerName == PyTorch;
        if (isFromPyTorch)
        {
            NestedConcatPattern.Apply(graph);
        }

        FixedArithmeticPattern.Apply(graph);
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        var assembly = new NetworkAssembly(name, start.Input, start.Input.Shape[0], start.IsChannelsLast) { IsFromPyTorch = isFromPyTorch };
        foreach (Operation operation in graph.Operations)
        {
            assembly.Add(operation);
        }

        return new OnnxModel(path, proto, assembly.Build(graph.Outputs), assembly.Bindings) { TakesChannelsLast = start.IsChannelsLast };
    }
}
