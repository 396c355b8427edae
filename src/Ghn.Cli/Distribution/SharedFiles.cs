using Ghn.Onnx.Building;
using Ghn.Training.Data;
using Ghn.Training.Distribution;

namespace Ghn.Cli.Distribution;

/// <summary>
/// Files that the processes of an mpirun read under the same path, each on its own machine: all of them must hold the same there.
/// </summary>
internal static class SharedFiles
{
    /// <summary>Makes sure that files hold the same in all processes.</summary>
    /// <exception cref="DisagreementException">They do not.</exception>
    /// <exception cref="ProcessFailedException">A process cannot read one, or was lost.</exception>
    public static void RequireSame(ICommunicator processes, IReadOnlyList<string> paths)
    {
        if (processes.Size > 1)
        {
            processes.RequireSame(processes.RunCollectively(() => paths.Select((path, index) => Fact(path, index)).ToArray()));
        }
    }

    /// <summary>Makes sure that a data set is the same in all processes.</summary>
    /// <exception cref="DisagreementException">It is not.</exception>
    /// <exception cref="ProcessFailedException">A process cannot read it, or was lost.</exception>
    public static void RequireSame(ICommunicator processes, IImageDataset images)
    {
        if (processes.Size > 1)
        {
            processes.RequireSame(processes.RunCollectively(() => DatasetFingerprint.Of(images)).Identity);
        }
    }

    private static (string Name, string? Value) Fact(string path, int index) =>
        ($"the content of file {index + 1}, {Path.GetFileName(path)}", ContentHash.OfFile(path));
}
