namespace Ghn.Cli;

/// <summary>Files that commands write.</summary>
internal static class OutputFile
{
    /// <summary>Complains about a file that cannot be written before any work is done for it.</summary>
    /// <exception cref="RequestException">Its folder does not exist, or it is a folder itself.</exception>
    public static void RequireFolder(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder))
        {
            throw new RequestException($"{path}: there is no folder {folder}. Make it first, or write elsewhere.");
        }

        if (Directory.Exists(path))
        {
            throw new RequestException($"{path} is a folder. Name a file to write.");
        }
    }

    /// <summary>Writes a file, which appears whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">Writes its content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        RequireFolder(path);
        Tensors.OutputFile.CreateFromStream(path, write);
    }
}
