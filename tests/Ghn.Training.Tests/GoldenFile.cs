namespace Ghn.Training.Tests;

/// <summary>Files that the reference made.</summary>
internal static class GoldenFile
{
    /// <summary>The path of a file in <c>tests/Golden</c>.</summary>
    public static string Path(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Ghn.slnx")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder!.FullName, "tests", "Golden", name);
    }
}
