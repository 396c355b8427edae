namespace Ghn.Cli.Tests;

/// <summary>The small GHNs among the golden data.</summary>
internal static class GoldenGhns
{
    private static readonly string Folder = FindFolder();

    /// <summary>The path of a checkpoint.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    private static string FindFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Ghn.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder is null
            ? throw new InvalidOperationException("The tests run outside the repository.")
            : Path.Combine(folder, "tests", "Golden", "ghns");
    }
}
