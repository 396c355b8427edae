using FsCheck;
using FsCheck.Fluent;
using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Graphs.Drawing;
using Ghn.Networks.Architectures;

namespace Ghn.HyperNetworks.Tests;

/// <summary>What every layout must keep to, whatever the graph.</summary>
public class LayeredLayoutTests
{
    [Fact]
    public void Every_edge_leads_to_a_later_layer() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var layering = Layering.Of(graph);
        Assert.All(graph.Edges, edge => Assert.True(layering[edge.Source] < layering[edge.Target]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_node_stands_right_after_one_that_it_reads_or_right_before_its_first_reader() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var layering = Layering.Of(graph);
        foreach (GraphNode node in graph.Nodes.Skip(1))
        {
            IEnumerable<int> distances = graph.Predecessors[node.Index].Count > 0
                ? graph.Predecessors[node.Index].Select(source => layering[node.Index] - layering[source])
                : graph.Successors[node.Index].Select(target => layering[target] - layering[node.Index]);
            Assert.Equal(1, distances.DefaultIfEmpty(1).Min());
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_two_discs_overlap_and_all_lie_on_the_page() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var layout = LayeredLayout.Of(graph);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            PagePoint place = layout.Positions[i];
            Assert.InRange(place.X, LayeredLayout.Radius, layout.Width - LayeredLayout.Radius);
            Assert.InRange(place.Y, LayeredLayout.Radius, layout.Height - LayeredLayout.Radius);
            for (int j = 0; j < i; j++)
            {
                Assert.True(Distance(place, layout.Positions[j]) > 2 * LayeredLayout.Radius);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_edge_passes_through_a_disc() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var layout = LayeredLayout.Of(graph);
        foreach (RoutePoint point in layout.Routes.SelectMany(route => route.Points))
        {
            Assert.InRange(point.Place.X, 0, layout.Width);
            Assert.InRange(point.Place.Y, 0, layout.Height);
            Assert.All(layout.Positions, position => Assert.True(Distance(point.Place, position) > LayeredLayout.Radius));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Edges_leave_their_sources_and_enter_their_targets_in_the_order_of_the_graph() => Prop.ForAll(RandomGraphs.Any, graph =>
        Assert.Equal(graph.Edges, LayeredLayout.Of(graph).Routes.Select(route => (route.Source, route.Target)))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_chains_part_the_nodes_and_keep_to_lines_of_their_own() => Prop.ForAll(RandomGraphs.Any, graph =>
    {
        var layering = Layering.Of(graph);
        ChainDecomposition chains = new ChainDecomposition(graph, layering);
        Assert.Equal(graph.Nodes.Select(node => node.Index), chains.Chains.SelectMany(chain => chain.Nodes).Order());

        ChainTracks lines = new ChainTracks(chains.Chains, 0, layering.Count, layering);
        var places = chains.Chains.SelectMany((chain, index) =>
            Enumerable.Range(chain.First, Math.Max(0, chain.Last - chain.First + 1)).Select(layer => (layer, lines[index]))).ToList();
        Assert.Equal(places.Count, places.Distinct().Count());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Columns_hold_every_layer_once() => Prop.ForAll(RandomGraphs.Any, Gen.Choose(1, 8).ToArbitrary(), (graph, wanted) =>
    {
        var layering = Layering.Of(graph);
        int[] starts = ColumnWrapping.Into(graph, layering, Math.Min(wanted, layering.Count));
        Assert.Equal(0, starts[0]);
        Assert.Equal(layering.Count, starts[^1]);
        Assert.Equal(starts.Distinct().Order(), starts);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("resnet50")]
    [InlineData("vit_b_16")]
    public void Residual_networks_are_folded_between_their_blocks(string name)
    {
        var graph = ComputationalGraph.Of(Zoo.Create(name));
        var layout = LayeredLayout.Of(graph);
        IEnumerable<Primitive> heads = layout.Positions.Index()
            .GroupBy(place => place.Item.X)
            .Where(column => column.Count() > 8)
            .Select(column => column.MaxBy(place => place.Item.Y).Index)
            .Select(index => graph.Nodes[index].Primitive);
        Assert.Equal(1, heads.Count(primitive => primitive != Primitive.Sum));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("googlenet")]
    [InlineData("densenet121")]
    public void The_page_has_about_the_proportions_of_a_sheet_of_paper(string name)
    {
        var layout = LayeredLayout.Of(ComputationalGraph.Of(Zoo.Create(name)));
        double ratio = Math.Max(layout.Width / layout.Height, layout.Height / layout.Width);
        Assert.InRange(ratio, 1.1, 1.8);
    }

    [Fact]
    public void The_skip_of_a_residual_block_is_marked_as_such()
    {
        var graph = ComputationalGraph.Of(Zoo.Create("resnet18"));
        EdgeRoute[] skips = [.. LayeredLayout.Of(graph).Routes.Where(route => route.SkipsLayers)];

        // Two blocks in each of four stages, of which the first block of the last three has a convolution in its shortcut.
        Assert.Equal(5, skips.Length);
        Assert.All(skips, skip => Assert.Equal(Primitive.Sum, graph.Nodes[skip.Target].Primitive));
    }

    private static double Distance(PagePoint a, PagePoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
