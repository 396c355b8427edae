using System.Text.Json;
using System.Xml.Linq;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.Architectures;

namespace Ghn.Cli.Tests;

public class GraphCommandTests
{
    [Theory]
    [InlineData("graph.resnet18", "resnet18")]
    [InlineData("graph.resnet18.small", "resnet18", "--classes", "10", "--image-size", "32")]
    [InlineData("graph.alexnet.virtual", "alexnet", "--virtual-edges", "3")]
    [InlineData("graph.alexnet.dot", "alexnet", "--format", "dot", "--virtual-edges", "2")]
    [InlineData("graph.alexnet.json", "alexnet", "--format", "json")]
    public void Graphs_print_as_stored(string snapshot, params string[] arguments) =>
        Snapshot.Matches(snapshot, Tool.Run(["graph", .. arguments]).Success());

    [Fact]
    public void Json_has_all_pairs_up_to_the_distance()
    {
        var expected = ComputationalGraph.Of(Zoo.Create("vit_b_32")).VirtualEdges(50);
        string printed = Tool.Run("graph", "vit_b_32", "--format", "json", "--virtual-edges", "50").Success();
        IEnumerable<(int, int, int)> edges = JsonDocument.Parse(printed).RootElement.GetProperty("edges").EnumerateArray()
            .Select(edge => (edge[0].GetInt32(), edge[1].GetInt32(), edge[2].GetInt32()));
        Assert.Equal(expected.Edges, edges);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("dot")]
    [InlineData("svg")]
    public void A_file_holds_what_would_have_been_printed(string format)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("graph");
        Assert.Empty(Tool.Run("graph", "resnet18", "--format", format, "-o", path).Success());
        Assert.Equal(["graph"], folder.Files);
        Assert.Equal(Tool.Run("graph", "resnet18", "--format", format).Success().TrimEnd(), File.ReadAllText(path).TrimEnd());
    }

    [Fact]
    public void An_svg_is_titled_with_the_network()
    {
        var page = XDocument.Parse(Tool.Run("graph", "resnet18", "--format", "svg").Success());
        string title = page.Descendants().First(element => element.Name.LocalName == "text").Value;
        Assert.Matches(@"^resnet18\s+53 nodes, 60 edges$", title);
    }
}
