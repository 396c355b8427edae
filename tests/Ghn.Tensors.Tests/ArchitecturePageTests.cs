namespace Ghn.Tensors.Tests;

/// <summary>A newcomer finds every folder of the sources in ARCHITECTURE.md, and a glossary that can be read in five minutes.</summary>
public class ArchitecturePageTests
{
    private const string Heading = "|---|---|\n";

    [Fact]
    public void Every_folder_of_the_sources_is_on_the_page()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        string[] folders = [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .SelectMany(Directory.EnumerateDirectories).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs").Any())];
        Assert.NotEmpty(folders);
        Assert.All(folders, folder => Assert.Contains($"`{Path.GetFileName(folder)}", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_glossary_has_25_to_40_words()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "glossary.md"));
        string[] words = page[(page.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..].TrimEnd().Split('\n');
        Assert.InRange(words.Length, 25, 40);
        Assert.Equal(words.Length, words.Select(line => line.Split('|')[1]).Distinct().Count());
    }
}
