namespace Ghn.Training.Tests;

/// <summary>The papers' settings, as <c>tests/Golden/papers/recipes.md</c> has them.</summary>
internal static class PublishedRecipes
{
    private static readonly string File = Repository.Golden("papers/recipes.md");

    /// <summary>A row of the file.</summary>
    public sealed record Setting(string Recipe, string Name, string Value);

    /// <summary>The rows below a heading that ends with the name of a class.</summary>
    public static IReadOnlyList<Setting> Of(string className) =>
    [
        .. System.IO.File.ReadLines(File)
            .SkipWhile(
                line => !line.StartsWith("## ", StringComparison.Ordinal) || !line.EndsWith($"`{className}`", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new Setting(cells[0], cells[1], cells[2])),
    ];
}
