using System.Runtime.CompilerServices;

namespace Ghn.Cli.Tests;

/// <summary>
/// Output that is compared with a file in <c>Snapshots/</c>. After an intended change, run the tests with the environment
/// variable GHN_UPDATE_SNAPSHOTS set and read the difference before committing it.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares text with the snapshot called <paramref name="name"/>.</summary>
    public static void Matches(string name, string text, [CallerFilePath] string source = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(source)!, "Snapshots", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("GHN_UPDATE_SNAPSHOTS") is not null)
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
