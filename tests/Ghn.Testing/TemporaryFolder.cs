namespace Ghn.Testing;

/// <summary>A folder of a test's own, gone after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ghn-tests-").FullName;

    public IEnumerable<string?> Files => Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).Order();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
