using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Graphs.Drawing;
using Ghn.Networks.Architectures;

namespace Ghn.HyperNetworks.Tests;

/// <summary>The files that graphs are written to, read back by parsers that are not ours.</summary>
public class GraphWritersTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void An_svg_is_xml_with_a_disc_and_a_tooltip_per_node_and_a_path_per_edge() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var page = XDocument.Parse(SvgOf(graph));
        Assert.Equal(graph.Edges.Count, page.Descendants(Svg + "path").Count(path => path.Attribute("marker-end") is not null));
        string[] tooltips = [.. page.Descendants(Svg + "title").Select(title => title.Value)];
        Assert.Equal(graph.Nodes.Count, tooltips.Length);
        Assert.All(graph.Nodes, node => Assert.Contains(node.Name, tooltips[node.Index], StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_legend_names_all_primitives()
    {
        var page = XDocument.Parse(SvgOf(ComputationalGraph.Of(Zoo.Create("resnet18"))));
        IEnumerable<string> labels = page.Descendants(Svg + "text")
            .Where(text => (string?)text.Attribute("class") == "label").Select(text => text.Value);
        Assert.Equal(Enum.GetValues<Primitive>().Select(primitive => primitive.Name()), labels);
    }

    [Fact]
    public void Primitives_differ_both_in_colour_and_in_sign()
    {
        PrimitiveStyle[] styles = [.. Enum.GetValues<Primitive>().Select(PrimitiveStyle.Of)];
        Assert.Equal(styles.Length, styles.Select(style => style.Fill).Distinct().Count());
        Assert.Equal(styles.Length, styles.Select(style => style.Sign).Distinct().Count());
    }

    [Fact]
    public void The_same_graph_gives_the_same_svg() => Prop.ForAll(RandomGraphs.Any, graph =>
        Assert.Equal(SvgOf(graph), SvgOf(graph))).QuickCheckThrowOnFailure();

    [Fact]
    public void An_svg_shows_virtual_edges_when_asked()
    {
        var graph = ComputationalGraph.Of(Zoo.Create("alexnet"));
        var page = XDocument.Parse(SvgOf(graph, maxDistance: 3));
        Assert.Equal(
            graph.VirtualEdges(3).Edges.Count(edge => edge.Distance > 1),
            page.Descendants(Svg + "path").Count(path => (string?)path.Attribute("class") == "virtual"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Json_holds_the_nodes_and_the_edges_up_to_the_distance(int maxDistance) => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        using var stream = new MemoryStream();
        GraphJson.Write(graph, stream, maxDistance);
        JsonElement json = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal(["nodes", "edges"], json.EnumerateObject().Select(property => property.Name));
        foreach ((GraphNode node, JsonElement entry) in graph.Nodes.Zip(json.GetProperty("nodes").EnumerateArray()))
        {
            Assert.Equal(["index", "op", "name", "shape"], entry.EnumerateObject().Select(property => property.Name));
            Assert.Equal(node.Index, entry.GetProperty("index").GetInt32());
            Assert.Equal(node.Primitive.Name(), entry.GetProperty("op").GetString());
            Assert.Equal(node.Name, entry.GetProperty("name").GetString());
            JsonElement shape = entry.GetProperty("shape");
            Assert.Equal(node.Shape, shape.ValueKind == JsonValueKind.Null ? null : shape.EnumerateArray().Select(size => size.GetInt32()));
        }

        Assert.Equal(
            graph.VirtualEdges(maxDistance).Edges.Select(edge => new[] { edge.Source, edge.Target, edge.Distance }),
            json.GetProperty("edges").EnumerateArray().Select(edge => edge.EnumerateArray().Select(value => value.GetInt32()).ToArray()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dot_has_a_statement_per_node_and_edge_and_escapes_names()
    {
        var graph = new ComputationalGraph(
            [new GraphNode(0, Primitive.Input, "a \"quoted\" \\ name", null), new GraphNode(1, Primitive.Conv, "conv", [8, 3, 3, 3])],
            [(0, 1)]);
        var output = new StringWriter { NewLine = "\n" };
        GraphDot.Write(graph, "tiny", output);
        Assert.Equal(
            """
            digraph "tiny" {
              node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=10];
              edge [color="#6b7280", arrowsize=0.6];
              n0 [label="input", tooltip="a \"quoted\" \\ name", fillcolor="#332f2c", fontcolor="#ffffff"];
              n1 [label="conv 8×3×3×3", tooltip="conv", fillcolor="#0072b2", fontcolor="#ffffff"];
              n0 -> n1;
            }

            """,
            output.ToString());
    }

    [Fact]
    public void Names_that_markup_cannot_hold_are_shown_by_what_they_hold()
    {
        const string Name = "\e[31m\n\0\ud800&#27;\ufffe\u202e";
        const string Shown = @"\x1b[31m\n\x00\ud800&#27;\ufffe\u202e";
        var graph = new ComputationalGraph([new GraphNode(0, Primitive.Input, Name, null)], []);
        var svg = new StringWriter();
        GraphSvg.Write(graph, Name, svg);
        var page = XDocument.Parse($"{svg}");
        Assert.Contains(page.Descendants(Svg + "title"), title => title.Value.Contains(Shown, StringComparison.Ordinal));
        Assert.StartsWith(Shown, page.Descendants(Svg + "text").First().Value, StringComparison.Ordinal);

        var dot = new StringWriter { NewLine = "\n" };
        GraphDot.Write(graph, Name, dot);
        string literal = @"""\\x1b[31m\\n\\x00\\ud800&amp;#27;\\ufffe\\u202e""";
        Assert.StartsWith($"digraph {literal} {{\n", $"{dot}", StringComparison.Ordinal);
        Assert.Contains($"tooltip={literal},", $"{dot}", StringComparison.Ordinal);
    }

    private static string SvgOf(ComputationalGraph graph, int maxDistance = 1)
    {
        var output = new StringWriter();
        GraphSvg.Write(graph, "a graph <of> tests", output, maxDistance);
        return output.ToString();
    }
}
