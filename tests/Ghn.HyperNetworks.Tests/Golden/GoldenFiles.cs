using System.IO.Compression;
using System.Text.Json;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The files in tests/Golden.</summary>
internal static class GoldenFiles
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static IEnumerable<string> Names(string folder, string suffix) => Directory
        .EnumerateFiles(PathOf(folder), $"*{suffix}")
        .Select(path => Path.GetFileName(path)[..^suffix.Length])
        .Where(name => !name.StartsWith('_'))
        .Order(StringComparer.Ordinal);

    public static T Json<T>(params string[] parts)
    {
        using FileStream file = File.OpenRead(PathOf(parts));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(content, JsonSerializerOptions.Web)!;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Ghn.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("The tests run outside the repository."), "tests", "Golden");
    }
}
