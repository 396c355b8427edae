using Ghn.Tensors.Files;

namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>Writes a computational graph in the language of Graphviz, for its layouts and its tools.</summary>
public static class GraphDot
{
    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the graph.</param>
    /// <param name="output">Where to write; it stays open.</param>
    /// <param name="maxDistance">The longest virtual edge to include, dotted and with its distance; 1 gives the real edges alone.</param>
    public static void Write(ComputationalGraph graph, string name, TextWriter output, int maxDistance = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"digraph {Quoted(name)} {{");
        output.WriteLine("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=10];");
        output.WriteLine("  edge [color=\"#6b7280\", arrowsize=0.6];");
        foreach (GraphNode node in graph.Nodes)
        {
            var style = PrimitiveStyle.Of(node.Primitive);
            string label = node.Shape is null ? node.Primitive.Name() : $"{node.Primitive.Name()} {node.Shape}";
            string colours = $"fillcolor=\"{style.Fill}\", fontcolor=\"{style.Ink}\"";
            output.WriteLine($"  n{node.Index} [label={Quoted(label)}, tooltip={Quoted(node.Name)}, {colours}];");
        }

        foreach ((int source, int target, int distance) in graph.VirtualEdges(maxDistance).Edges)
        {
            string attributes = distance == 1 ? string.Empty : $" [style=dotted, constraint=false, label={distance}]";
            output.WriteLine($"  n{source} -> n{target}{attributes};");
        }

        output.WriteLine("}");
    }

    /// <summary>A string of the language, in which a backslash begins an escape and an ampersand an entity.</summary>
    private static string Quoted(string text)
    {
        string literal = PrintableText.Of(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{literal}\"";
    }
}
