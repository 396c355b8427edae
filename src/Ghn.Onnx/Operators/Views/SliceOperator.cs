using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>A range of some dimensions, perhaps with steps, perhaps backwards.</summary>
internal sealed class SliceOperator() : Operator("Slice")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["starts", "ends", "axes"];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<ChannelSlice>((layer, slice) => layer.Input.Slice(axis: 1, slice.Start, slice.Start + slice.Count)),
        LayerExporter.Of<Subsample>(Subsample),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        Value input = node.Input(0);
        long[] starts = node.IntegersOf("starts", 1) ?? throw node.Invalid("it does not say where to start");
        long[] ends = node.IntegersOf("ends", 2) ?? throw node.Invalid("it does not say where to end");
        long[] axes = node.IntegersOf("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = node.OptionalIntegers(4) ?? [.. starts.Select(_ => 1L)];
        if (starts.Length != axes.Length || ends.Length != axes.Length || steps.Length != axes.Length)
        {
            throw node.Invalid($"it has {starts.Length} starts, {ends.Length} ends and {steps.Length} steps for {axes.Length} dimensions");
        }

        int[][] indices = Taken.AllIndices(input.Shape);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = node.Axis(axes[i], input.Shape.Rank);
            indices[axis] = [.. Range(node, starts[i], ends[i], steps[i], input.Shape[axis])];
        }

        return One(Taken.From(input, indices));
    }

    private static IEnumerable<int> Range(OnnxNode node, long start, long end, long step, int size)
    {
        if (step == 0)
        {
            throw node.Invalid("its step is 0");
        }

        // Counted from the end if negative; what is out of range means all there is.
        long first = Math.Clamp(start < 0 ? Math.Max(start, -size - 1) + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long last = Math.Clamp(end < 0 ? Math.Max(end, -size - 1) + size : end, step > 0 ? 0 : -1, size);
        step = Math.Clamp(step, -size - 1, size + 1);
        for (long i = first; step > 0 ? i < last : i > last; i += step)
        {
            yield return (int)i;
        }
    }

    private static OnnxValue Subsample(LayerExport layer, Subsample subsample) => layer.Input
        .Slice(axis: 2, subsample.Offset, layer.InputShape[1], subsample.Step)
        .Slice(axis: 3, subsample.Offset, layer.InputShape[2], subsample.Step);
}
