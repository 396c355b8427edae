namespace Ghn.Testing;

/// <summary>
/// A written list of what is not right yet, a line each: <c>file step: fault</c>. Tests compare it exactly, so that what begins to work
/// has to be struck out. After an intended change, run them with the environment variable GHN_UPDATE_SNAPSHOTS set.
/// </summary>
public sealed class KnownFaults(string path)
{
    private static readonly Lock Writing = new();

    /// <summary>The steps of a file with their faults, a line each.</summary>
    public static IReadOnlyList<string> Lines(string file, IEnumerable<(string Step, string? Fault)> steps) =>
        [.. steps.Where(step => step.Fault is not null).Select(step => $"{file} {step.Step}: {step.Fault}")];

    /// <summary>All lines.</summary>
    public IReadOnlyList<string> All => File.ReadAllLines(path);

    /// <summary>Compares a file's faults with the list.</summary>
    public void Match(string file, IReadOnlyList<string> lines)
    {
        if (Environment.GetEnvironmentVariable("GHN_UPDATE_SNAPSHOTS") is not null)
        {
            lock (Writing)
            {
                string[] others = File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => !IsOf(file, line))] : [];
                File.WriteAllLines(path, others.Concat(lines).Order(StringComparer.Ordinal));
            }
        }

        Assert.Equal(string.Join('\n', All.Where(line => IsOf(file, line))), string.Join('\n', lines.Order(StringComparer.Ordinal)));
    }

    private static bool IsOf(string file, string line) => line.StartsWith($"{file} ", StringComparison.Ordinal);
}
