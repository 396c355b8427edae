namespace Ghn.Tensors.Files;

/// <summary>
/// Whether paths lead to the same file, however they are spelt. On Linux and macOS, links of either kind lead to the file that they were
/// made for; on Windows, symbolic links do.
/// </summary>
public static class FileIdentity
{
    /// <summary>Whether there is a file, and both paths lead to it.</summary>
    public static bool AreSame(string path, string other)
    {
        if (!File.Exists(path) || !File.Exists(other))
        {
            return false;
        }

        return UnixFileKind.IdentityOf(path) is { } identity
            ? identity == UnixFileKind.IdentityOf(other)
            : RealPathOf(path).Equals(RealPathOf(other), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The whole path of a file itself, where a path may be a symbolic link to it.</summary>
    public static string RealPathOf(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
}
