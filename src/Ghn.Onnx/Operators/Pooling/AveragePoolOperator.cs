using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The mean over a sliding window.</summary>
internal sealed class AveragePoolOperator() : Operator("AveragePool")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => [.. SlidingWindow.Attributes, "kernel_shape", "ceil_mode", "count_include_pad"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<AvgPool2d>(Export, pool => pool.Dilation == 1),
        LayerExporter.Of<AvgPool2d>(ExportWithGaps, pool => pool.Dilation != 1),
    ];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) =>
        DepthWindow.SizeOf(node) is { } size ? DepthWindow.ShapeOf(node.Input(0).Shape, size) : SlidingWindow.PooledShape(node);

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        return DepthWindow.SizeOf(node) is { } size
            ? new DepthPoolOperation(node, operation.Result, operation.Input(0), size)
            : new AveragePoolOperation(
                node, operation.Result, operation.Input(0), SlidingWindow.Of(node), node.Integer("count_include_pad", 0) == 1);
    }

    /// <summary>The zeros that count are a value of the maps where others, which complete a window, do not count.</summary>
    private static OnnxValue Export(LayerExport layer, AvgPool2d pool)
    {
        Size2d missing = LastWindow.Missing(layer, pool.Kernel, pool.Stride, pool.Padding + pool.EndPadding);
        if (missing == default)
        {
            return Average(layer.Input, pool, pool.Padding, pool.EndPadding, pool.CountIncludesPadding);
        }

        return pool.CountIncludesPadding
            ? Average(
                layer.Input.Pad(pool.Padding, pool.EndPadding, ImageLayout.ChannelsFirst), pool, default, missing, countsPadding: false)
            : Average(layer.Input, pool, pool.Padding, pool.EndPadding + missing, countsPadding: false);
    }

    /// <summary>
    /// Windows with gaps came later than the operator set of files: a convolution of each map adds up, and the numbers of elements divide.
    /// </summary>
    private static OnnxValue ExportWithGaps(LayerExport layer, AvgPool2d pool)
    {
        (Size2d kernel, Shape maps, Size2d output) = (pool.Kernel, layer.InputShape, layer.OutputArea);
        Size2d reach = LastWindow.Reach(kernel, pool.Dilation);
        Size2d missing = LastWindow.Missing(layer, reach, pool.Stride, pool.Padding + pool.EndPadding);
        float[] ones = new float[kernel.Area];
        Array.Fill(ones, 1);
        OnnxValue sums = layer.Input.Reshape(-1, 1, maps[1], maps[2]).Apply(
            "Conv",
            [layer.Graph.Numbers([1, 1, kernel.Height, kernel.Width], ones)],
            OnnxAttributes.Size("strides", pool.Stride),
            OnnxAttributes.Size("dilations", pool.Dilation),
            OnnxAttributes.Padding(pool.Padding, pool.EndPadding + missing));
        return sums.Reshape(-1, maps[0], output.Height, output.Width)
            .Multiply(layer.Graph.Numbers([output.Height, output.Width], Shares(pool, layer.InputArea, output)));
    }

    /// <summary>For each position of the output, the share that an element has in its mean.</summary>
    private static float[] Shares(AvgPool2d pool, Size2d size, Size2d output)
    {
        int[] rows = Counts(
            output.Height, size.Height, pool.Kernel.Height, pool.Stride.Height, pool.Dilation.Height,
            (pool.Padding.Height, pool.EndPadding.Height), pool.CountIncludesPadding);
        int[] columns = Counts(
            output.Width, size.Width, pool.Kernel.Width, pool.Stride.Width, pool.Dilation.Width,
            (pool.Padding.Width, pool.EndPadding.Width), pool.CountIncludesPadding);
        return [.. rows.SelectMany(row => columns.Select(column => 1f / (row * column)))];
    }

    private static int[] Counts(
        int positions, int size, int kernel, int stride, int dilation, (int Begin, int End) padding, bool countsPadding)
    {
        (int first, int end) = countsPadding ? (-padding.Begin, size + padding.End) : (0, size);
        return
        [
            .. Enumerable.Range(0, positions).Select(position => Enumerable.Range(0, kernel)
                .Select(element => (position * stride) - padding.Begin + (element * dilation))
                .Count(place => place >= first && place < end)),
        ];
    }

    private static OnnxValue Average(OnnxValue x, AvgPool2d pool, Size2d begin, Size2d end, bool countsPadding) => x.Apply(
        "AveragePool",
        OnnxAttributes.Size("kernel_shape", pool.Kernel),
        OnnxAttributes.Size("strides", pool.Stride),
        OnnxAttributes.Padding(begin, end),
        OnnxAttributes.Integer("count_include_pad", countsPadding ? 1 : 0));
}
