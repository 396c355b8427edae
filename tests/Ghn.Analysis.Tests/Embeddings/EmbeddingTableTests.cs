using Ghn.Analysis.Embeddings;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Tests.Embeddings;

/// <summary>Tables of embeddings come back from files as they were, NumPy reads them, and what is no such table is told.</summary>
public class EmbeddingTableTests
{
    private static readonly EmbeddingTable Table = new("ghn.pt",
    [
        new NetworkEmbedding("resnet50", 127, 25_557_032, 2.1732, 31.25, [0.1f, -1e-30f, float.MaxValue]),
        new NetworkEmbedding("größer, \"tiefer\"", 1, 1L << 52, 0, 1.0 / 3, [0, float.Epsilon, -2.5f]),
    ]);

    [Theory]
    [InlineData("e.npz")]
    [InlineData("e.csv")]
    public void Tables_come_back_as_they_were(string name)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, name);
        Table.Save(path);
        EmbeddingTable read = EmbeddingTable.Load(path);
        Assert.Equal(Table.Ghn, read.Ghn);
        Assert.Equal(Table.Rows.Select(Facts), read.Rows.Select(Facts));
        Assert.Equal(25_557_032, read.Rows[0].Parameters);
        Assert.Equal(Table.Rows.Select(row => row.Values), read.Rows.Select(row => row.Values));
    }

    [Fact]
    public void NumPy_reads_the_archive()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "e.npz");
        Table.Save(path);
        (int code, string said) = Python.Run(
            "import sys, numpy\nz = numpy.load(sys.argv[1])\n"
            + "print(z['ghn'][0], z['network'].tolist(), z['nodes'].tolist(), "
            + "z['embedding'].shape, z['embedding'].dtype, z['avg_path'][1])",
            path);
        Assert.Equal(0, code);
        Assert.Equal($"ghn.pt ['resnet50', 'größer, \"tiefer\"'] [127, 1] (2, 3) float32 {1.0 / 3:R}", said.Trim());
    }

    [Theory]
    [InlineData("network,nodes,parameters,avg_degree,avg_path,e0,ghn\na,1,2,3,4,x,g\n", "row 1", "e0")]
    [InlineData("network,nodes,parameters,avg_degree,avg_path,e0,ghn\na,1,2,3\n", "row 1", "4 fields")]
    [InlineData("network,nodes,parameters,avg_degree,e0,ghn\n", "heading", "avg_path")]
    [InlineData("network,nodes,parameters,avg_degree,avg_path,ghn\n", "heading", "e0")]
    [InlineData("network,network\n", "heading", "network")]
    [InlineData("", "as a whole", "empty")]
    public void What_is_no_table_is_told_with_its_place(string text, string place, string problem)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "e.csv");
        File.WriteAllText(path, text);
        InvalidFileException error = Assert.Throws<InvalidFileException>(() => EmbeddingTable.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static (string, int, double, double) Facts(NetworkEmbedding row) =>
        (row.Network, row.Nodes, row.AverageDegree, row.AveragePath);

    [Fact]
    public void Other_extensions_are_refused() => Assert.Throws<InvalidRequestException>(() => Table.Save("e.txt"));
}
