using Ghn.Fuzz.Mutations;
using Ghn.Fuzz.Running;
using Ghn.Tensors.Files;

namespace Ghn.Fuzz.Readers;

/// <summary>A reader of files that are not to be trusted, and how to try it.</summary>
/// <param name="Name">What the reader is called on the command line.</param>
/// <param name="FileName">The name of the file that it reads.</param>
/// <param name="Seeds">Valid files.</param>
/// <param name="Mutate">Damages them.</param>
/// <param name="Read">Reads a file at a path, all of it.</param>
internal sealed record Reader(string Name, string FileName, IReadOnlyList<byte[]> Seeds, Mutator Mutate, Action<string> Read)
{
    /// <summary>Files that lie beside the one that is damaged, by their names.</summary>
    public IReadOnlyDictionary<string, byte[]> Companions { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>How many cases the reader gets, compared with others: less for one that is slow.</summary>
    public double Share { get; init; } = 1;

    /// <summary>
    /// Whether an error is the one that the reader promises for bad files: it is of the documented type and names the file.
    /// </summary>
    public static bool IsClean(Exception error, string folder) =>
        error is InvalidFileException or FileNotFoundException && error.Message.Contains(folder, StringComparison.Ordinal);

    /// <summary>No case may ask for more memory.</summary>
    public long MaxBytes { get; init; } = CaseResult.MaxBytes;

    /// <summary>Whether checksums over all of its bytes tell nearly all damage, so that few cases are accepted.</summary>
    public bool IsChecked { get; init; }
}
