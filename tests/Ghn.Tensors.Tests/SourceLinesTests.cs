using System.Runtime.CompilerServices;

namespace Ghn.Tensors.Tests;

/// <summary>What the formatter leaves open, and readers should not have to scroll for.</summary>
public class SourceLinesTests
{
    private const int MaxLength = 140;

    [Fact]
    public void No_line_of_code_is_too_long()
    {
        string[] files = [.. Directory.EnumerateFiles(Root(), "*.cs", SearchOption.AllDirectories).Where(IsOurs)];
        Assert.True(files.Length > 500, $"only {files.Length} files were found");
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file).Index()
            where line.Item.Length > MaxLength
            select $"{Path.GetRelativePath(Root(), file)}:{line.Index + 1} has {line.Item.Length} characters, more than {MaxLength}");
    }

    private static bool IsOurs(string file) => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin");

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
