using Ghn.Networks;
using Ghn.Tensors;

namespace Ghn.Cli;

/// <summary>Files of weights that commands write: the format follows from the extension.</summary>
internal static class WeightsFile
{
    /// <summary>The extension of files that hold a network along with its weights.</summary>
    private const string NetworkExtension = ".onnx";

    private static readonly string[] Extensions = [".safetensors", ".pt", ".pth", ".joblib", ".npz"];

    /// <summary>Whether a file is to hold a network along with its weights.</summary>
    public static bool HoldsNetwork(string path) => Path.GetExtension(path).Equals(NetworkExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Complains about a file that cannot be written before any work is done for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasNetwork">Whether it is known which network the weights are of.</param>
    /// <exception cref="RequestException">The extension stands for no format that is written, or the folder does not exist.</exception>
    public static void RequireWritable(string path, bool hasNetwork)
    {
        string[] extensions = hasNetwork ? [.. Extensions, NetworkExtension] : Extensions;
        string extension = Path.GetExtension(path);
        if (!extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            string what = extension.Length == 0 ? "has no extension" : $"ends in {extension}, which is not written";
            throw new RequestException($"{path} {what}. Choose one of {string.Join(", ", extensions)}.");
        }

        OutputFile.RequireFolder(path);
    }

    /// <summary>Writes the weights of a network; if it came as an ONNX file and is to be one again, that keeps all but its weights.</summary>
    public static void Save(string path, Network network, StateDict weights, CancellationToken cancellation)
    {
        if (HoldsNetwork(path) && ImportedModels.Of(network) is { } file)
        {
            OnnxExport.Save(path, file, weights, cancellation);
        }
        else if (HoldsNetwork(path))
        {
            OnnxExport.Save(path, network, weights, cancellation);
        }
        else
        {
            WithSkipped(network, weights).Save(path, cancellation);
        }
    }

    /// <summary>What belongs to operations that are not known is saved as it is in the network's file, if that has it.</summary>
    private static StateDict WithSkipped(Network network, StateDict weights)
    {
        SkippedTensor[] skipped = [.. ImportedModels.Of(network)?.SkippedTensors.Where(tensor => tensor.Value is not null) ?? []];
        if (skipped.Length == 0)
        {
            return weights;
        }

        var all = new StateDict();
        all.AddAll(string.Empty, weights);
        foreach ((string key, string value) in weights.Metadata)
        {
            all.Metadata[key] = value;
        }

        foreach (SkippedTensor tensor in skipped)
        {
            all.Add(tensor.Name, tensor.Value!);
        }

        return all;
    }

    /// <summary>Reads weights, be they those of a network in the same file.</summary>
    public static StateDict Load(string path) => HoldsNetwork(path) ? OnnxModel.Load(path).Weights : StateDict.Load(path);

    /// <summary>Complains about a file that is not there to be read.</summary>
    /// <exception cref="RequestException">There is no such file.</exception>
    public static void RequireReadable(string path)
    {
        if (!File.Exists(path))
        {
            string what = Directory.Exists(path) ? "is a folder, not a file" : "does not exist";
            throw new RequestException($"{path} {what}. Check the path.");
        }
    }
}
