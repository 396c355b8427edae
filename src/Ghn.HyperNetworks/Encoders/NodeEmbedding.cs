using Ghn.HyperNetworks.Graphs;
using Ghn.HyperNetworks.Modules;
using Ghn.Tensors.Autograd;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// What a GHN knows of a node before it looks at the graph: an embedding of its primitive plus one of its parameter's shape,
/// the latter in four quarters (out-channels, in-channels, height, width).
/// </summary>
internal sealed class NodeEmbedding(Parameter primitives, Parameter channels, Parameter spatial, ShapeEncoding encoding)
{
    /// <summary>The embeddings [nodes, hidden] of a graph's nodes.</summary>
    public Variable Embed(Tape tape, ComputationalGraph graph)
    {
        (int Out, int In, int Height, int Width)[] rows = [.. graph.Nodes.Select(node => encoding.Rows(node.Shape))];
        using Variable kinds = primitives.On(tape).Gather([.. graph.Nodes.Select(node => (int)node.Primitive)]);
        using Variable outChannels = channels.On(tape).Gather([.. rows.Select(row => row.Out)]);
        using Variable inChannels = channels.On(tape).Gather([.. rows.Select(row => row.In)]);
        using Variable heights = spatial.On(tape).Gather([.. rows.Select(row => row.Height)]);
        using Variable widths = spatial.On(tape).Gather([.. rows.Select(row => row.Width)]);
        using Variable shapes = LayoutOperations.Concat(outChannels, inChannels, heights, widths);
        return kinds.Add(shapes);
    }
}
