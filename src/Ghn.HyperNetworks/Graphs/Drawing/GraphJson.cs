using System.Text.Json;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Writes a computational graph as JSON:
/// <c>{"nodes":[{"index","op","name","shape"}],"edges":[[source,target,distance]]}</c>.
/// The shape is a list of sizes, or null; edges are ordered by source and then target.
/// </summary>
public static class GraphJson
{
    /// <summary>Writes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">Where to write; it stays open.</param>
    /// <param name="maxDistance">The longest virtual edge to include; 1 gives the real edges alone.</param>
    public static void Write(ComputationalGraph graph, Stream output, int maxDistance = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (GraphNode node in graph.Nodes)
        {
            json.WriteStartObject();
            json.WriteNumber("index", node.Index);
            json.WriteString("op", node.Primitive.Name());
            json.WriteString("name", node.Name);
            json.WritePropertyName("shape");
            WriteShape(json, node.Shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach ((int source, int target, int distance) in graph.VirtualEdges(maxDistance).Edges)
        {
            json.WriteStartArray();
            json.WriteNumberValue(source);
            json.WriteNumberValue(target);
            json.WriteNumberValue(distance);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, Shape? shape)
    {
        if (shape is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (int size in shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
    }
}
