using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean of each map.</summary>
internal sealed class GlobalAveragePoolOperator() : Operator("GlobalAveragePool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<AdaptiveAvgPool2d>((layer, _) => Export(layer))];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.ShapeOfWholeMaps(node);

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        new GlobalAveragePoolOperation(operation.Node, operation.Result, operation.Input(0));

    /// <summary>
    /// The mean over everything, or over windows of one size. Where such windows do not divide the maps, each row and
    /// each column of the output is a mean of its own, and their matrices stand on either side of the maps.
    /// </summary>
    private static OnnxValue Export(LayerExport layer)
    {
        (Size2d size, Size2d output) = (layer.InputArea, layer.OutputArea);
        if (output.Area == 1)
        {
            return layer.Input.Apply("GlobalAveragePool");
        }

        if (size.Height % output.Height == 0 && size.Width % output.Width == 0)
        {
            Size2d window = (size.Height / output.Height, size.Width / output.Width);
            return layer.Input.Apply(
                "AveragePool", OnnxAttributes.Size("kernel_shape", window), OnnxAttributes.Size("strides", window));
        }

        OnnxGraphBuilder graph = layer.Graph;
        OnnxValue rows = graph.Numbers([output.Height, size.Height], Means(output.Height, size.Height));
        OnnxValue columns = graph.Numbers([output.Width, size.Width], Means(output.Width, size.Width));
        return rows.MatrixProduct(layer.Input).MatrixProduct(columns.Transpose(1, 0));
    }

    /// <summary>[positions, size]: in each row, the share that each place has in a position's mean.</summary>
    private static float[] Means(int positions, int size)
    {
        float[] shares = new float[positions * size];
        for (int i = 0; i < positions; i++)
        {
            int first = i * size / positions;
            int end = (((i + 1) * size) + positions - 1) / positions;
            shares.AsSpan((i * size) + first, end - first).Fill(1f / (end - first));
        }

        return shares;
    }
}
