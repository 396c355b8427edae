namespace Ghn.Tensors.Tests;

/// <summary>A newcomer finds every folder of the sources in ARCHITECTURE.md.</summary>
public class ArchitecturePageTests
{
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
}
