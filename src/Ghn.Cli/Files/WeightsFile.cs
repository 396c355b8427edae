using Ghn.Cli.Shell;
using Ghn.Networks.Weights;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Files;

/// <summary>Files of weights that commands write: the format follows from the extension.</summary>
internal static class WeightsFile
{
    /// <summary>The extension of files that hold a network along with its weights.</summary>
    public const string NetworkExtension = ".onnx";

    private const int MaxWarnings = 8;

    private static readonly string[] Extensions = [".safetensors", ".pt", ".pth", ".joblib", ".npz"];

    /// <summary>Whether a file is to hold a network along with its weights.</summary>
    public static bool HoldsNetwork(string path) => Path.GetExtension(path).Equals(NetworkExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a file that cannot be written before any work is done for it.</summary>
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

        OutputPath.RequireFolder(path);
    }

    /// <summary>Reads weights, be they those of a network in the same file; the caller's to dispose of.</summary>
    /// <param name="terminal">Where to say what is left out.</param>
    /// <param name="path">The file.</param>
    /// <param name="key">Where the state dict stands in it; null where that leaves no doubt.</param>
    /// <exception cref="InvalidRequestException">There is no state dict under the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StateDict Load(Terminal terminal, string path, string? key)
    {
        if (!HoldsNetwork(path))
        {
            return Open(terminal, path, key).Tensors;
        }

        return key is null
            ? OnnxModel.Load(path).Weights
            : throw new RequestException($"{path} holds a network with its weights, not several state dicts: leave --key out.");
    }

    /// <summary>Reads a file of weights with all that it holds, and says what of its state dict is left out.</summary>
    /// <param name="terminal">Where to say it.</param>
    /// <param name="path">The file.</param>
    /// <param name="key">Where the state dict stands in it; null where that leaves no doubt.</param>
    /// <exception cref="InvalidRequestException">There is no state dict under the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Open(Terminal terminal, string path, string? key)
    {
        Checkpoint checkpoint = Read(path, key);
        foreach ((string name, string reason) in checkpoint.Unread.Take(MaxWarnings))
        {
            terminal.Warn($"{path}: {PrintableText.OfName(name)} is left out: {PrintableText.OfName(reason)}.");
        }

        if (checkpoint.Unread.Count > MaxWarnings)
        {
            terminal.Warn($"{path}: {checkpoint.Unread.Count - MaxWarnings} more entries are left out; 'ghn inspect' lists them.");
        }

        if (key is null && checkpoint.OtherStateDicts.Count > 0)
        {
            terminal.Warn(
                $"{path} holds other state dicts, too: {StateComparison.List(checkpoint.OtherStateDicts)}; --key NAME takes one of them.");
        }

        return checkpoint;
    }

    /// <summary>Reads a file of weights with all that it holds.</summary>
    /// <exception cref="InvalidRequestException">There is no state dict under the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Read(string path, string? key) => StateDictFile.Load(path, key);

    /// <summary>Refuses a file that is not there to be read.</summary>
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
