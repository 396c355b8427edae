using Ghn.Onnx.Ir;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>The size that a node gives its input.</summary>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Scales">How many entries of the result stand for one of the input, in each dimension, before its size was rounded.</param>
internal sealed record TargetSize(Shape Shape, double[] Scales)
{
    /// <summary>The size that a node asks for.</summary>
    /// <exception cref="InvalidFileException">It asks for none, or for one that is not known.</exception>
    public static TargetSize Of(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        int[] axes = node.Integers("axes") is { } given
            ? [.. given.Select(axis => node.Axis(axis, shape.Rank))]
            : [.. Enumerable.Range(0, shape.Rank)];
        return node.Version >= 11 && node.OptionalIntegers(3) is { Length: > 0 } sizes
            ? OfSizes(node, shape, axes, sizes)
            : OfScales(node, shape, axes, ScalesOf(node));
    }

    private static TargetSize OfScales(OnnxNode node, Shape shape, int[] axes, double[] scales)
    {
        if (scales.Length != axes.Length || scales.Any(scale => !(scale > 0)))
        {
            throw node.Invalid($"it has {scales.Length} scales for {axes.Length} dimensions, or one that is not positive");
        }

        double[] all = [.. shape.Select((_, axis) => Array.IndexOf(axes, axis) is >= 0 and var place ? scales[place] : 1)];
        return new TargetSize(Sizes.Shape(shape.Select((size, axis) => (long)MathF.Floor(size * (float)all[axis]))), all);
    }

    private static TargetSize OfSizes(OnnxNode node, Shape shape, int[] axes, long[] sizes)
    {
        if (sizes.Length != axes.Length || axes.Any(axis => shape[axis] == 0))
        {
            throw node.Invalid($"it has {sizes.Length} sizes for {axes.Length} dimensions of {shape}");
        }

        double[] scales = [.. axes.Select((axis, place) => (double)sizes[place] / shape[axis])];
        double? common = node.Text("keep_aspect_ratio_policy", "stretch") switch
        {
            "stretch" => null,
            "not_larger" => scales.Min(),
            "not_smaller" => scales.Max(),
            string other => throw node.Unsupported($"it keeps the aspect ratio in the way {other}"),
        };
        long[] all = [.. shape.Select(size => (long)size)];
        double[] scaled = [.. shape.Select(_ => 1.0)];
        for (int i = 0; i < axes.Length; i++)
        {
            (int axis, double scale) = (axes[i], common ?? scales[i]);
            all[axis] = common is null ? sizes[i] : (long)Math.Floor((shape[axis] * scale) + 0.5);
            scaled[axis] = scale;
        }

        return new TargetSize(Sizes.Shape(all), scaled);
    }

    /// <summary>Upsample has its scales in attributes at first, Resize has what it cuts out before them later.</summary>
    private static double[] ScalesOf(OnnxNode node)
    {
        if (node.Find("height_scale") is { } height && node.Find("width_scale") is { } width)
        {
            return [1, 1, OnnxNode.Meant(height.F), OnnxNode.Meant(width.F)];
        }

        return node.Find("scales")?.Floats.Select(OnnxNode.Meant).ToArray()
            ?? node.OptionalInput(node.Version < 11 ? 1 : 2).Known()?.Select(scale => OnnxNode.Meant((float)scale)).ToArray()
            ?? throw node.Unsupported("its result has no known size");
    }
}
