using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx.Building;

namespace Ghn.Onnx.Operators.Attention;

/// <summary>How what Swin transformers do to feature maps [samples, height, width, features] is written.</summary>
internal sealed class WindowedAttention : IExportsLayers
{
    private const int Vertical = 1;
    private const int Horizontal = 2;
    private const int Features = 3;

    /// <inheritdoc/>
    public IReadOnlyList<LayerExporter> Exporters =>
        [LayerExporter.Of<ShiftedWindowAttention>(Attend), LayerExporter.Of<PatchMerging>((layer, _) => MergePatches(layer))];

    private static OnnxValue Attend(LayerExport layer, ShiftedWindowAttention attention)
    {
        (int height, int width, int features) = (layer.InputShape[0], layer.InputShape[1], layer.InputShape[2]);
        var layout = new WindowLayout(height, width, attention.Window, attention.Shift);
        OnnxValue padded = Fill(layer.Input, (height, width), layout.Size);
        OnnxValue rolled = Roll(padded, layout, layout.Shift);
        OnnxValue windows = Divide(rolled, layout, features);
        OnnxValue queryKeyValue = windows.Linear(layer.Weight("qkv.weight"), layer.Weight("qkv.bias"));
        OnnxValue heads = DotProductAttention.Attend(
            queryKeyValue, layout.WindowArea, features, attention.Heads, logits => Adjust(logits, layer, attention, layout));
        OnnxValue projected = heads.Linear(layer.Weight("proj.weight"), layer.Weight("proj.bias"));
        OnnxValue joined = Join(projected, layout, features);
        OnnxValue restored = Roll(joined, layout, (layout.Size.Height - layout.Shift.Height, layout.Size.Width - layout.Shift.Width));
        return Crop(restored, (height, width), layout.Size);
    }

    private static OnnxValue MergePatches(LayerExport layer)
    {
        (int height, int width) = (layer.InputShape[0], layer.InputShape[1]);
        Size2d even = (height + (height % 2), width + (width % 2));
        OnnxValue filled = Fill(layer.Input, (height, width), even);
        OnnxValue Corner(int down, int right) =>
            filled.Slice(Vertical, down, even.Height, step: 2).Slice(Horizontal, right, even.Width, step: 2);

        return Corner(0, 0).Concat(Features, Corner(1, 0), Corner(0, 1), Corner(1, 1));
    }

    private static OnnxValue Fill(OnnxValue x, Size2d size, Size2d filled) =>
        size == filled ? x : x.Pad(default, (filled.Height - size.Height, filled.Width - size.Width), ImageLayout.ChannelsLast);

    private static OnnxValue Crop(OnnxValue x, Size2d size, Size2d filled)
    {
        x = size.Height == filled.Height ? x : x.Slice(Vertical, 0, size.Height);
        return size.Width == filled.Width ? x : x.Slice(Horizontal, 0, size.Width);
    }

    private static OnnxValue Roll(OnnxValue x, WindowLayout layout, Size2d shift) =>
        Roll(Roll(x, Vertical, layout.Size.Height, shift.Height), Horizontal, layout.Size.Width, shift.Width);

    /// <summary>Moves everything so many places back, and what was at the beginning to the end.</summary>
    private static OnnxValue Roll(OnnxValue x, int axis, int size, int shift) =>
        shift % size == 0 ? x : x.Slice(axis, shift, size).Concat(axis, x.Slice(axis, 0, shift));

    /// <summary>[samples · windows, area, features].</summary>
    private static OnnxValue Divide(OnnxValue x, WindowLayout layout, int features)
    {
        (int rows, int columns) = layout.Windows;
        return x
            .Reshape(0, rows, layout.Window, columns, layout.Window, features)
            .Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(-1, layout.WindowArea, features);
    }

    /// <summary>[samples, height, width, features].</summary>
    private static OnnxValue Join(OnnxValue windows, WindowLayout layout, int features)
    {
        (int rows, int columns) = layout.Windows;
        return windows
            .Reshape(-1, rows, columns, layout.Window, layout.Window, features)
            .Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(0, layout.Size.Height, layout.Size.Width, features);
    }

    /// <summary>Adds to logits what depends on the relative position of query and key, and keeps apart what was no neighbour.</summary>
    private static OnnxValue Adjust(OnnxValue logits, LayerExport layer, ShiftedWindowAttention attention, WindowLayout layout)
    {
        int area = layout.WindowArea;
        OnnxValue biased = logits.Add(attention.HasExpandedBias ? layer.Weight("relative_position_bias") : Bias(layer, attention, area));
        return layout.Shift == default
            ? biased
            : biased
                .Reshape(-1, layout.WindowCount, attention.Heads, area, area)
                .Add(Mask(layer.Graph, layout))
                .Reshape(-1, attention.Heads, area, area);
    }

    /// <summary>[windows, 1, area, area]: nothing where query and key are of the same region.</summary>
    private static OnnxValue Mask(OnnxGraphBuilder graph, WindowLayout layout)
    {
        OnnxValue regions = graph.Integers(layout.Regions);
        OnnxValue queries = regions.Reshape(layout.WindowCount, 1, layout.WindowArea, 1);
        OnnxValue keys = regions.Reshape(layout.WindowCount, 1, 1, layout.WindowArea);
        return queries.Apply("Equal", [keys]).Apply("Where", [graph.Number(0), graph.Number(WindowLayout.Apart)]);
    }

    private static OnnxValue Bias(LayerExport layer, ShiftedWindowAttention attention, int area) => layer
        .Weight("relative_position_bias_table")
        .Apply("Gather", [layer.Weight("relative_position_index")], OnnxAttributes.Integer("axis", 0))
        .Reshape(area, area, attention.Heads)
        .Transpose(2, 0, 1);
}
