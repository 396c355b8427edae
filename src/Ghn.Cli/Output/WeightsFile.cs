namespace Ghn.Cli;

/// <summary>Files of weights that commands write: the format follows from the extension.</summary>
internal static class WeightsFile
{
    private static readonly string[] Extensions = [".safetensors", ".pt", ".pth", ".joblib", ".npz"];

    /// <summary>Complains about a file that cannot be written before any work is done for it.</summary>
    /// <exception cref="RequestException">The extension stands for no format that is written, or the folder does not exist.</exception>
    public static void RequireWritable(string path)
    {
        string extension = Path.GetExtension(path);
        if (!Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            string what = extension.Length == 0 ? "has no extension" : $"ends in {extension}, which is not written";
            throw new RequestException($"{path} {what}. Choose one of {string.Join(", ", Extensions)}.");
        }

        OutputFile.RequireFolder(path);
    }

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
