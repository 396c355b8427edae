using Ghn.Analysis.Properties;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Analysis.Tests.Properties;

public class PropertyTableTests
{
    [Fact]
    public void A_table_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var table = new PropertyTable(["val_acc", "time"], [("val#0", [81.25, 0.1]), ("my, net", [null, 1e-9])]);
        table.Save(folder.File("t.csv"));
        Assert.Equal("network,val_acc,time\nval#0,81.25,0.1\n\"my, net\",,1E-09\n", File.ReadAllText(folder.File("t.csv")));
        PropertyTable read = PropertyTable.Load(folder.File("t.csv"));
        Assert.Equal(table.Networks, read.Networks);
        Assert.Equal(
            (81.25, null, 1e-9), (read.Value("val#0", "val_acc"), read.Value("my, net", "val_acc"), read.Value("my, net", "time")));
        Assert.Equal([("val#0", 81.25)], read.Measured("val_acc"));
    }

    [Theory]
    [InlineData("", "heading")]
    [InlineData("net,val_acc\n", "heading")]
    [InlineData("network\na\n", "heading")]
    [InlineData("network,val_acc\na,1,2\n", "row 1")]
    [InlineData("network,val_acc\na,1\nb\n", "row 2")]
    [InlineData("network,val_acc\na,nan\n", "row 1, column val_acc")]
    [InlineData("network,val_acc\na,Infinity\n", "row 1, column val_acc")]
    [InlineData("network,val_acc\na,high\n", "'high' is not a finite number")]
    [InlineData("network,val_acc\na,1\na,2\n", "a is in row 1 already")]
    [InlineData("network,val_acc\n\"a,1\n", "quotation mark")]
    public void A_damaged_table_is_refused_by_its_place(string text, string place)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.csv"), text);
        var error = Assert.Throws<InvalidFileException>(() => PropertyTable.Load(folder.File("t.csv")));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_spreadsheets_are_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.csv"), "\ufeffnetwork,val_acc\r\na,1.5\r\n\r\nb,2");
        Assert.Equal([("a", 1.5), ("b", 2)], PropertyTable.Load(folder.File("t.csv")).Measured("val_acc"));
    }

    [Fact]
    public void Networks_that_were_not_measured_are_left_out() => Assert.Equal(
        ["a", "c"], Samples([("a", [1.0]), ("b", [null]), ("c", [2.0])]).Networks);

    [Fact]
    public void Networks_that_nothing_describes_are_refused() => Assert.Contains(
        "d for one", Refusal([("a", [1.0]), ("d", [2.0])]), StringComparison.Ordinal);

    [Fact]
    public void Constant_values_are_refused() => Assert.Contains(
        "the same val_acc", Refusal([("a", [1.0]), ("b", [1.0])]), StringComparison.Ordinal);

    [Fact]
    public void One_network_is_refused() => Assert.Contains(
        "at least two", Refusal([("a", [1.0]), ("b", [null])]), StringComparison.Ordinal);

    [Fact]
    public void A_property_that_is_not_there_is_refused() => Assert.Contains(
        "it has val_acc",
        Assert.Throws<InvalidRequestException>(() => new PropertyTable(["val_acc"], [("a", [1.0])]).Measured("time")).Message,
        StringComparison.Ordinal);

    private static string Refusal(IReadOnlyList<(string, IReadOnlyList<double?>)> rows) =>
        Assert.Throws<InvalidRequestException>(() => Samples(rows)).Message;

    private static PropertySamples<int> Samples(IReadOnlyList<(string, IReadOnlyList<double?>)> rows) =>
        new PropertyTable(["val_acc"], rows).Samples("val_acc", new Dictionary<string, int> { ["a"] = 0, ["b"] = 1, ["c"] = 2 });
}
