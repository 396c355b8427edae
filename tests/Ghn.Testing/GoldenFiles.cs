using System.IO.Compression;
using System.Text.Json;

namespace Ghn.Testing;

/// <summary>The files in tests/Golden.</summary>
public static class GoldenFiles
{
    /// <summary>The names of a folder's files that end so, without that end, in order; those that begin with a line are none.</summary>
    public static IEnumerable<string> Names(string folder, string suffix) => Directory
        .EnumerateFiles(Repository.Golden(folder), $"*{suffix}")
        .Select(path => Path.GetFileName(path)[..^suffix.Length])
        .Where(name => !name.StartsWith('_'))
        .Order(StringComparer.Ordinal);

    /// <summary>What a file of gzipped JSON says.</summary>
    public static T Json<T>(params string[] parts)
    {
        using FileStream file = File.OpenRead(Repository.Golden(parts));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(content, JsonSerializerOptions.Web)!;
    }
}
