namespace Ghn.Onnx.Model;

/// <summary>The folder of a model: what a model names must lie in it, whatever links lead there.</summary>
internal static class ModelFolder
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>The real path of what a model names; null if it does not lie in the model's folder.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="location">The name, relative to the folder.</param>
    public static string? Resolve(string file, string location)
    {
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location))
        {
            return null;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string path = Path.GetFullPath(Path.Combine(folder, location));
        return IsWithin(path, folder) && RealPath(folder) is { } realFolder && RealPath(path) is { } real && IsWithin(real, realFolder)
            ? real
            : null;
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A path without links in any component; null if the links go round in circles.</summary>
    private static string? RealPath(string path)
    {
        var pending = new Stack<string>(Components(path).AsEnumerable().Reverse());
        string real = Path.GetPathRoot(path)!;
        for (int links = 0; pending.TryPop(out string? component);)
        {
            string next = Path.GetFullPath(Path.Combine(real, component));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            foreach (string part in Components(target).AsEnumerable().Reverse())
            {
                pending.Push(part);
            }
        }

        return real;
    }

    private static string[] Components(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
