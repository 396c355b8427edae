using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Onnx.Export;
using Ghn.Onnx.Model;
using Ghn.Onnx.Model.Protocol;
using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>
/// Writes networks with their weights as ONNX files, which ONNX Runtime and most other frameworks run:
/// <code>
/// OnnxExport.Save("resnet50.onnx", Zoo.Create("resnet50"), prediction.Weights);
/// </code>
/// <para>
/// A file computes what <see cref="Networks.Execution.Model.Predict"/> does in <see cref="ExecutionMode.Evaluation"/>: batch normalisation
/// by running statistics, nothing dropped out, the logits alone. It takes <c>images</c> [N, channels, height, width], where N is any
/// number of samples and the other sizes are the network's, and gives <c>logits</c> [N, classes].
/// </para>
/// <para>
/// Weights are initialisers under their names in the state dict, and in its order. Auxiliary heads, which only training needs,
/// and counters, which only PyTorch keeps, are left out.
/// </para>
/// </summary>
public static class OnnxExport
{
    /// <summary>The name of a file's input.</summary>
    public const string InputName = NetworkExporter.InputName;

    /// <summary>The name of a file's output.</summary>
    public const string OutputName = NetworkExporter.OutputName;

    /// <summary>The operator set that files are written in.</summary>
    public const int OperatorSet = NetworkExporter.OperatorSet;

    /// <summary>Writes a network as an ONNX file, which appears whole or not at all.</summary>
    /// <param name="path">
    /// Where to. Weights of more than two gigabytes, which one file cannot hold, go into a second one beside it: the same
    /// name with <c>.data</c> appended. The two belong together.
    /// </param>
    /// <param name="network">The network.</param>
    /// <param name="weights">
    /// A value for each parameter, and for buffers if there are any; those that lack are as in a new network. The text that
    /// travels with them becomes the file's metadata.
    /// </param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="ArgumentException">A weight is missing, has another shape, or belongs to another network.</exception>
    /// <exception cref="NotSupportedException">A layer has no counterpart in ONNX.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Network network, StateDict weights, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var model = new Networks.Execution.Model(network, weights);
        ModelProto protocol = NetworkExporter.ToProtocol(model, weights.Metadata);
        OnnxFileWriter.Write(path, protocol, NetworkExporter.NumbersOf(protocol, model), cancellation);
    }

    /// <summary>
    /// Writes an ONNX file again with other weights. All else stays as it is: names, metadata, operators, free dimensions, and what Ghn
    /// does not know. Weights that the file lacks (PyTorch's <c>export_params=False</c>) are initialisers of the new one.
    /// </summary>
    /// <param name="path">Where to, as in the other overload; the file itself may be overwritten.</param>
    /// <param name="file">The file.</param>
    /// <param name="weights">A value for each parameter of its network, and for buffers if there are any.</param>
    /// <param name="cancellation">Gives up the writing.</param>
    /// <exception cref="ArgumentException">A weight is missing, has another shape, or belongs to another network.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, OnnxModel file, StateDict weights, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(file);
        using var model = new Networks.Execution.Model(file.Network, weights);
        var replacement = new WeightReplacement(file.Path, file.Proto, file.Bindings, Kept(file), model.State);
        OnnxFileWriter.Write(path, replacement.Protocol, replacement.Numbers, cancellation);
    }

    private static Dictionary<string, Tensor?> Kept(OnnxModel file)
    {
        var kept = file.SkippedTensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value, StringComparer.Ordinal);
        foreach ((string name, Tensor value) in file.KeptTensors)
        {
            kept[name] = value;
        }

        return kept;
    }
}
