using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Tensors;

namespace Ghn.Onnx.Building;

/// <summary>A layer about to be translated: its place in the network, and what it is given.</summary>
/// <param name="Node">The place in the network.</param>
/// <param name="Graph">The graph under construction.</param>
/// <param name="Inputs">The inputs, each with the batch as its leading dimension.</param>
/// <param name="InputShapes">The shapes of the inputs for one sample.</param>
internal sealed record LayerExport(
    NetworkNode Node, OnnxGraphBuilder Graph, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<Shape> InputShapes)
{
    /// <summary>What the layer acts with instead of entries of its state, by their names in it.</summary>
    public required IReadOnlyDictionary<string, OnnxValue> Computed { get; init; }

    /// <summary>The first input.</summary>
    public OnnxValue Input => Inputs[0];

    /// <summary>The shape of the first input for one sample.</summary>
    public Shape InputShape => InputShapes[0];

    /// <summary>The shape of the output for one sample.</summary>
    public Shape OutputShape => Node.OutputShape;

    /// <summary>The height and width of the first input, which is feature maps.</summary>
    public Size2d InputArea => (InputShape[1], InputShape[2]);

    /// <summary>The height and width of the output, which is feature maps.</summary>
    public Size2d OutputArea => (OutputShape[1], OutputShape[2]);

    /// <summary>The weight of the layer, and its bias if it has one.</summary>
    public OnnxValue[] Weights(bool hasBias) => hasBias ? [Weight("weight"), Weight("bias")] : [Weight("weight")];

    /// <summary>An entry of the layer's state.</summary>
    public OnnxValue Weight(string entry) => Computed.GetValueOrDefault(entry) ?? Graph.Weight(Node.StateName(entry));
}
