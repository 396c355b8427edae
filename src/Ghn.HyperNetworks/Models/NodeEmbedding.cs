using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>
/// What a GHN knows of a node before it looks at the graph: an embedding of its primitive plus one of its parameter's shape,
/// the latter in four quarters (out-channels, in-channels, height, width).
/// </summary>
internal sealed class NodeEmbedding(Tensor primitives, Tensor channels, Tensor spatial, ShapeEncoding encoding)
{
    /// <summary>The embeddings [nodes, hidden] of a graph's nodes.</summary>
    public Tensor Embed(ComputationalGraph graph)
    {
        int hidden = primitives.Shape[1];
        int quarter = hidden / 4;
        Tensor embeddings = Tensor.Allocate([graph.Nodes.Count, hidden]);
        foreach (GraphNode node in graph.Nodes)
        {
            Span<float> row = embeddings.Values.Slice(node.Index * hidden, hidden);
            Row(primitives, (int)node.Primitive).CopyTo(row);
            (int outRow, int inRow, int heightRow, int widthRow) = encoding.Rows(node.Shape);
            Add(row[..quarter], Row(channels, outRow));
            Add(row[quarter..(2 * quarter)], Row(channels, inRow));
            Add(row[(2 * quarter)..(3 * quarter)], Row(spatial, heightRow));
            Add(row[(3 * quarter)..], Row(spatial, widthRow));
        }

        return embeddings;
    }

    private static Span<float> Row(Tensor table, int row) => table.Values.Slice(row * table.Shape[1], table.Shape[1]);

    private static void Add(Span<float> sum, ReadOnlySpan<float> addend) =>
        TensorPrimitives.Add(sum, addend, sum);
}
