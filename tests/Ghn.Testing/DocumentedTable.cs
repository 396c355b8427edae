namespace Ghn.Testing;

/// <summary>
/// A table of <c>docs/onnx.md</c>, between two comments that bear its name, that a test keeps true. After an intended change, run the test
/// with the environment variable GHN_UPDATE_SNAPSHOTS set.
/// </summary>
public sealed class DocumentedTable(string name)
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "onnx.md");

    /// <summary>Compares the table with what it should be.</summary>
    public void Match(IEnumerable<string> lines)
    {
        string expected = string.Concat(lines.Select(line => $"{line}\n"));
        (string before, string table, string after) = Parts(File.ReadAllText(Document));
        if (Environment.GetEnvironmentVariable("GHN_UPDATE_SNAPSHOTS") is not null)
        {
            File.WriteAllText(Document, before + expected + after);
            table = expected;
        }

        Assert.Equal(expected, table);
    }

    private (string Before, string Table, string After) Parts(string text)
    {
        string begin = $"<!-- {name}: kept by a test -->\n";
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int end = text.IndexOf($"<!-- {name}: end -->", StringComparison.Ordinal);
        Assert.True(start >= begin.Length && end >= start, $"{Document} has no place for the table '{name}'.");
        return (text[..start], text[start..end], text[end..]);
    }
}
