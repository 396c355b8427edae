namespace Ghn.Training.Tests;

/// <summary>Files that the reference made.</summary>
internal static class GoldenFile
{
    /// <summary>The root of the repository.</summary>
    public static string Repository
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Ghn.slnx")))
            {
                folder = folder.Parent;
            }

            return folder!.FullName;
        }
    }

    /// <summary>The path of a file in <c>tests/Golden</c>.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Repository, "tests", "Golden", name);
}
