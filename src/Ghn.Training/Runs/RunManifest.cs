using Ghn.Networks;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;

namespace Ghn.Training.Runs;

/// <summary>
/// What the work in a folder comes of: the request, the images, and the arguments that it was asked for with. A folder keeps it, and goes
/// on with the same work only.
/// <code>
/// var manifest = new RunManifest { Request = [.. RunManifest.Of(network), ("seed", "3"), RunManifest.Threads] };
/// manifest.Claim(directory);
/// </code>
/// </summary>
public sealed record RunManifest
{
    private const string RequestName = "request.txt";
    private const string DataName = "data.txt";
    private const string ArgumentsName = "arguments.txt";

    /// <summary>
    /// All that decides what the work comes to, images apart. What only one of two requests has an entry for does not matter: it may join.
    /// </summary>
    public IReadOnlyList<(string Key, string? Value)> Request { get; init; } = [];

    /// <summary>
    /// The images, by what they are for; those that only one of two requests has do not matter, nor where they lie.
    /// </summary>
    public IReadOnlyList<(string Purpose, IImageDataset Images)> Data { get; init; } = [];

    /// <summary>The arguments of the command line; those of the first request stay (<see cref="ArgumentsIn"/>).</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How many threads there are, on which the order of sums depends.</summary>
    public static (string Key, string? Value) Threads => ("threads", $"{WorkerPool.ThreadCount}");

    /// <summary>What tells a network from others.</summary>
    public static IReadOnlyList<(string Key, string? Value)> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return
        [
            ("network", network.Name),
            ("classes", $"{network.ClassCount}"),
            ("image_size", $"{network.InputShape[^1]}"),
        ];
    }

    /// <summary>The arguments that the work of a folder was first asked for with; none if nothing has begun.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static IReadOnlyList<string> ArgumentsIn(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.ReadText(ArgumentsName)?.Split('\n') ?? [];
    }

    /// <summary>Makes sure that a folder holds nothing or the same work, and notes down there what is new of this.</summary>
    /// <exception cref="RunMismatchException">The folder belongs to another request, or the images have changed.</exception>
    /// <exception cref="IOException">What the folder tells of its work cannot be read or written.</exception>
    public void Claim(RunDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        new ManifestFile(directory, RequestName).RequireSame(
            Request.Select(entry => ManifestFile.Entry(entry.Key, entry.Value)),
            (was, now) => $"belongs to another request ('{was}', now '{now}')");
        new ManifestFile(directory, DataName).RequireSame(
            from entry in Data
            from part in DatasetFingerprint.Of(entry.Images).Parts
            select ManifestFile.Entry($"{entry.Purpose} {part.Key}", part.Value),
            (was, now) => $"belongs to other images ('{was}', now '{now}')");
        if (Arguments.Count > 0 && ArgumentsIn(directory).Count == 0)
        {
            directory.WriteText(ArgumentsName, string.Join('\n', Arguments));
        }
    }
}
