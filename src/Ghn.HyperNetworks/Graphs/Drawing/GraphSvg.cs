using System.Globalization;
using Ghn.Tensors.Files;

namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Draws a computational graph as the papers do: primitives as coloured discs, data flowing downwards, residual connections
/// as curves, and a legend. Deep networks are folded into columns. Each disc tells its name and shape when pointed at.
/// </summary>
public static class GraphSvg
{
    private const double Margin = 24;
    private const double TitleHeight = 34;
    private const double LegendPitch = 90;
    private const double LegendRow = 24;
    private const double LegendGap = 36;
    private const string Fonts = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

    /// <summary>Draws a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="title">What stands above it.</param>
    /// <param name="output">Where to write; it stays open.</param>
    /// <param name="maxDistance">The longest virtual edge to draw, as a faint dotted line; 1 gives the real edges alone.</param>
    public static void Write(ComputationalGraph graph, string title, TextWriter output, int maxDistance = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(output);
        LayeredLayout layout = LayeredLayout.Of(graph);
        int primitives = Enum.GetValues<Primitive>().Length;
        int legendColumns = Math.Clamp((int)(layout.Width / LegendPitch), 3, primitives);
        double legendHeight = LegendRow * ((primitives + legendColumns - 1) / legendColumns);
        double width = Math.Max(layout.Width, legendColumns * LegendPitch) + (2 * Margin);
        double height = TitleHeight + layout.Height + LegendGap + legendHeight - LegendRow + LayeredLayout.Radius + (2 * Margin);

        WriteHead(output, width, height, title, $"{graph.Nodes.Count} nodes, {graph.Edges.Count} edges");
        output.WriteLine(FormattableString.Invariant(
            $"<g transform=\"translate({(width - layout.Width) / 2:0.#} {Margin + TitleHeight:0.#})\">"));
        WriteVirtualEdges(graph, layout, output, maxDistance);
        WriteEdges(layout, output);
        WriteNodes(graph, layout, output);
        output.WriteLine("</g>");
        WriteLegend(graph, output, Margin + TitleHeight + layout.Height + LegendGap, legendColumns);
        output.WriteLine("</svg>");
    }

    private static void WriteHead(TextWriter output, double width, double height, string title, string subtitle)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width:0}" height="{height:0}" viewBox="0 0 {width:0} {height:0}"
                 font-family="{Fonts}">
            <style>
              .edge, .skip, .virtual {"{"} fill: none; stroke: #6b7280; stroke-width: 1.3; {"}"}
              .skip {"{"} stroke: #3f6fb0; stroke-width: 1.2; {"}"}
              .virtual {"{"} stroke: #b33a3a; stroke-width: 0.6; stroke-dasharray: 1 3; stroke-opacity: 0.6; {"}"}
              .node circle {"{"} stroke: #ffffff; stroke-width: 1; {"}"}
              .node text {"{"} font-size: 9.5px; font-weight: bold; text-anchor: middle; {"}"}
              .label {"{"} font-size: 12px; fill: #1a1a1a; {"}"}
            </style>
            <defs>
              <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="4.6" markerHeight="4.6"
                      markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.6L8 4L0 7.4z" fill="#4b5563"/></marker>
            </defs>
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="{Margin}" y="{Margin + 12}" font-size="17" font-weight="bold" fill="#1a1a1a">{PrintableText.OfXml(title)}
              <tspan font-size="12" font-weight="normal" fill="#6b7280">{subtitle}</tspan></text>
            """));
    }

    private static void WriteVirtualEdges(ComputationalGraph graph, LayeredLayout layout, TextWriter output, int maxDistance)
    {
        foreach ((int source, int target, int _) in graph.VirtualEdges(maxDistance).Edges.Where(edge => edge.Distance > 1))
        {
            PagePoint from = layout.Positions[source];
            PagePoint to = layout.Positions[target];
            var bow = new PagePoint(((from.X + to.X) / 2) - (Math.Abs(to.Y - from.Y) / 3), (from.Y + to.Y) / 2);
            output.WriteLine(FormattableString.Invariant(
                $"<path class=\"virtual\" d=\"M{from.X:0.#} {from.Y:0.#}Q{bow.X:0.#} {bow.Y:0.#} {to.X:0.#} {to.Y:0.#}\"/>"));
        }
    }

    private static void WriteEdges(LayeredLayout layout, TextWriter output)
    {
        foreach (EdgeRoute route in layout.Routes.OrderBy(route => route.SkipsLayers ? 0 : 1))
        {
            string path = SvgPath.Of(route, layout.Positions[route.Source], layout.Positions[route.Target]);
            output.WriteLine($"<path class=\"{(route.SkipsLayers ? "skip" : "edge")}\" marker-end=\"url(#arrow)\" d=\"{path}\"/>");
        }
    }

    private static void WriteNodes(ComputationalGraph graph, LayeredLayout layout, TextWriter output)
    {
        foreach (GraphNode node in graph.Nodes)
        {
            string shape = node.Shape is null ? string.Empty : $", {node.Shape}";
            string tooltip = $"{node.Index}: {node.Primitive.Name()} {node.Name}{shape}";
            string title = $"<title>{PrintableText.OfXml(tooltip)}</title>";
            WriteDisc(output, PrimitiveStyle.Of(node.Primitive), layout.Positions[node.Index], title);
        }
    }

    private static void WriteDisc(TextWriter output, PrimitiveStyle style, PagePoint place, string tooltip)
    {
        output.Write(FormattableString.Invariant($"<g class=\"node\" transform=\"translate({place.X:0.#} {place.Y:0.#})\">{tooltip}"));
        output.Write(FormattableString.Invariant($"<circle r=\"{LayeredLayout.Radius}\" fill=\"{style.Fill}\"/>"));
        output.WriteLine($"<text y=\"3.4\" fill=\"{style.Ink}\">{style.Sign}</text></g>");
    }

    /// <summary>All fifteen primitives, those that the graph lacks faintly.</summary>
    private static void WriteLegend(ComputationalGraph graph, TextWriter output, double top, int columns)
    {
        var present = graph.Nodes.Select(node => node.Primitive).ToHashSet();
        foreach ((int index, Primitive primitive) in Enum.GetValues<Primitive>().Index())
        {
            double x = Margin + LayeredLayout.Radius + (index % columns * LegendPitch);
            double y = top + (index / columns * LegendRow);
            output.Write(present.Contains(primitive) ? "<g>" : "<g opacity=\"0.3\">");
            WriteDisc(output, PrimitiveStyle.Of(primitive), new PagePoint(x, y), string.Empty);
            output.WriteLine(FormattableString.Invariant(
                $"<text class=\"label\" x=\"{x + LayeredLayout.Radius + 6:0.#}\" y=\"{y + 4:0.#}\">{primitive.Name()}</text></g>"));
        }
    }
}
