using Ghn.Cli.Shell;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Files;

/// <summary>Keeps a command from writing over what it reads, and over what is no file.</summary>
internal static class OutputGuard
{
    /// <summary>Refuses an output that is one of the inputs, by whatever name, or a device or a pipe.</summary>
    /// <param name="output">The file to write.</param>
    /// <param name="inputs">
    /// The files to read, each with what it is for: <c>--ghn</c>. An index stands for its shards, too; what is no file is passed over.
    /// </param>
    /// <exception cref="RequestException">The output would take something else's place.</exception>
    public static void RequireOther(string output, IEnumerable<(string Role, string File)> inputs)
    {
        if (RegularFile.OtherKindOf(output) is { } kind)
        {
            throw new RequestException($"{output} is {kind}, whose place a file would take. Name a file to write.");
        }

        foreach ((string role, string input) in inputs)
        {
            if (StateDictFile.FilesOf(input).FirstOrDefault(file => FileIdentity.AreSame(file, output)) is { } file)
            {
                throw new RequestException($"{output} is the same file as {role} {file}, and would be lost. Name another file to write.");
            }
        }
    }
}
