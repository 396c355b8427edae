using System.Text.Json;
using Ghn.Analysis.Embeddings;

namespace Ghn.Cli.Tests;

public sealed class EmbedCommandTests : IDisposable
{
    private static readonly string[] Networks =
        ["alexnet", "resnet18", "deepnets:train#0-1", "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("e.npz")]
    [InlineData("e.csv")]
    public void Networks_are_embedded_into_a_table(string name)
    {
        string path = _folder.File(name);
        JsonElement report = JsonDocument.Parse(Tool.Run(["embed", .. Networks, "-o", path, "--json"]).Success()).RootElement;
        Assert.Equal("ghn3_micro_c10.pt", report.GetProperty("ghn").GetString());
        JsonElement[] rows = [.. report.GetProperty("networks").EnumerateArray()];
        Assert.Equal(["alexnet", "resnet18", "train#0", "train#1"], rows.Select(row => row.GetProperty("network").GetString()));

        EmbeddingTable table = EmbeddingTable.Load(path);
        Assert.Equal("ghn3_micro_c10.pt", table.Ghn);
        foreach ((JsonElement row, NetworkEmbedding kept) in rows.Zip(table.Rows))
        {
            Assert.Equal(row.GetProperty("network").GetString(), kept.Network);
            Assert.Equal(row.GetProperty("nodes").GetInt32(), kept.Nodes);
            Assert.Equal(row.GetProperty("parameters").GetInt64(), kept.Parameters);
            Assert.Equal(row.GetProperty("avg_degree").GetDouble(), kept.AverageDegree);
            Assert.Equal(row.GetProperty("avg_path").GetDouble(), kept.AveragePath);
            Assert.Equal(row.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()), kept.Values);
        }
    }

    [Fact]
    public void The_table_shows_each_network()
    {
        string output = Tool.Run(["embed", .. Networks]).Success();
        Assert.Contains("resnet18     53", output, StringComparison.Ordinal);
        Assert.Contains("4 embeddings of 16 numbers by ghn3_micro_c10.pt", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_other_kinds_are_refused_before_any_work() =>
        Assert.Contains(
            ".npz and .csv",
            Tool.Run("embed", "alexnet", "-o", _folder.File("e.txt")).Complaint(ExitCode.WrongRequest),
            StringComparison.Ordinal);
}
