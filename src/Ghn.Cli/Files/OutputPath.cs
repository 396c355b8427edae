using System.Text;
using Ghn.Cli.Shell;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats.Writing;

namespace Ghn.Cli.Files;

/// <summary>Files that commands write.</summary>
internal static class OutputPath
{
    /// <summary>Refuses a file that cannot be written before any work is done for it.</summary>
    /// <exception cref="RequestException">Its folder does not exist, it is a folder itself, or its name is too long.</exception>
    public static void RequireFolder(string path)
    {
        int length = Encoding.UTF8.GetByteCount(Path.GetFileName(path));
        if (length > TemporaryName.MaxNameBytes)
        {
            throw new RequestException(
                $"{path}: the name has {length} bytes, and no file's may have more than {TemporaryName.MaxNameBytes}. "
                + "Choose a shorter one.");
        }

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
        OutputFile.CreateFromStream(path, write);
    }
}
