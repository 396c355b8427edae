using Ghn.Networks;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean over a sliding window.</summary>
internal sealed class AveragePoolOperator() : Operator("AveragePool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "kernel_shape", "ceil_mode", "count_include_pad"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<AvgPool2d>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => SlidingWindow.PooledShape(node);

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation)
    {
        var window = SlidingWindow.Of(operation.Node);
        SignalView input = network[operation.ViewAt(0)];
        if (window.Kernel == 1 && window.Stride == 1 && !window.HasBorder)
        {
            // What PyTorch makes of an adaptive pool of maps that have its output's size already.
            var adaptive = new AdaptiveAvgPool2d((operation.Shape[2], operation.Shape[3]));
            return network.Whole(network.Append(operation, adaptive, network.Realize(input)), operation.Shape);
        }

        // PyTorch pads first where it counts zeros, because ONNX's pool counted none until operator set 7.
        bool countsBorder = operation.Node.Integer("count_include_pad", 0) == 1 || !window.HasBorder;
        PaddedMaps maps = countsBorder
            ? PaddedMaps.Of(network, operation, window)
            : PaddedMaps.OfOwnBorder(network, operation, window);
        if (countsBorder && !maps.IsSymmetric)
        {
            maps = PaddedMaps.WithZeros(network, operation, window);
        }

        var layer = new AvgPool2d(window.Kernel, window.Stride, maps.Padding, window.CeilingMode, countsBorder)
        {
            EndPadding = maps.EndPadding,
        };
        return network.Whole(network.Append(operation, layer, maps.Signal), operation.Shape);
    }

    /// <summary>The zeros that count are a value of the maps where others, which complete a window, do not count.</summary>
    /// <exception cref="NotSupportedException">The window has gaps, which ONNX's has not before operator set 19.</exception>
    private static OnnxValue Export(LayerExport layer, AvgPool2d pool)
    {
        if (pool.Dilation != 1)
        {
            string name = PrintableText.OfName(layer.Node.Name);
            throw new NotSupportedException($"{name}: a mean over a window with gaps has no counterpart in the ONNX that is written.");
        }

        Size2d missing = LastWindow.Missing(layer, pool.Kernel, pool.Stride, pool.Padding + pool.EndPadding);
        if (missing == default)
        {
            return Average(layer.Input, pool, pool.Padding, pool.EndPadding, pool.CountIncludesPadding);
        }

        return pool.CountIncludesPadding
            ? Average(layer.Input.Pad(pool.Padding, pool.EndPadding, ImageLayout.ChannelsFirst), pool, default, missing, countsPadding: false)
            : Average(layer.Input, pool, pool.Padding, pool.EndPadding + missing, countsPadding: false);
    }

    private static OnnxValue Average(OnnxValue x, AvgPool2d pool, Size2d begin, Size2d end, bool countsPadding) => x.Apply(
        "AveragePool",
        OnnxAttributes.Size("kernel_shape", pool.Kernel),
        OnnxAttributes.Size("strides", pool.Stride),
        OnnxAttributes.Padding(begin, end),
        OnnxAttributes.Integer("count_include_pad", countsPadding ? 1 : 0));
}
