namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Places a computational graph on a page: layers from top to bottom, chains side by side, and a deep network folded into
/// as many columns as bring the page's sides closest to those of a sheet of A4.
/// </summary>
internal sealed class LayeredLayout
{
    /// <summary>The radius of a node's disc.</summary>
    public const double Radius = 9;

    /// <summary>The distance between layers.</summary>
    public const double LayerPitch = 28;

    private const int MaxColumns = 24;

    private LayeredLayout(double width, double height, PagePoint[] positions, EdgeRoute[] routes)
    {
        Width = width;
        Height = height;
        Positions = positions;
        Routes = routes;
    }

    /// <summary>The width of what is drawn, in pixels.</summary>
    public double Width { get; }

    /// <summary>The height of what is drawn, in pixels.</summary>
    public double Height { get; }

    /// <summary>The centre of each node.</summary>
    public IReadOnlyList<PagePoint> Positions { get; }

    /// <summary>The way of each edge, in the graph's order.</summary>
    public IReadOnlyList<EdgeRoute> Routes { get; }

    /// <summary>Lays a graph out.</summary>
    public static LayeredLayout Of(ComputationalGraph graph)
    {
        Layering layering = Layering.Of(graph);
        ChainDecomposition chains = new ChainDecomposition(graph, layering);
        return Enumerable.Range(1, Math.Clamp(layering.Count, 1, MaxColumns))
            .Select(columns => InColumns(graph, layering, chains, columns))
            .MinBy(DistanceFromSheet)!;
    }

    private static double DistanceFromSheet(LayeredLayout layout) =>
        Math.Abs(Math.Abs(Math.Log(layout.Width / layout.Height)) - Math.Log(Math.Sqrt(2)));

    private static LayeredLayout InColumns(ComputationalGraph graph, Layering layering, ChainDecomposition chains, int columns)
    {
        WrappedPage page = new WrappedPage(graph, layering, chains, ColumnWrapping.Into(graph, layering, columns));
        var positions = new PagePoint[graph.Nodes.Count];
        for (int node = 0; node < positions.Length; node++)
        {
            positions[node] = page.Place(chains.ChainOf(node), layering[node]);
        }

        var routes = new EdgeRoute[graph.Edges.Count];
        for (int edge = 0; edge < routes.Length; edge++)
        {
            (int source, int target) = graph.Edges[edge];
            bool skips = layering[target] - layering[source] > 1 && chains.ChainOf(source) != chains.LaneOf(edge);
            routes[edge] = new EdgeRoute(source, target, skips, page.Route(edge));
        }

        return new LayeredLayout(page.Width, page.Height, positions, routes);
    }
}
