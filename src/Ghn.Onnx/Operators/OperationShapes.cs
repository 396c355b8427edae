using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>The shapes of what operations compute.</summary>
internal static class OperationShapes
{
    private static readonly Dictionary<string, Func<OnnxNode, Shape>> Rules = Table();

    /// <summary>Whether there is an operation of a name.</summary>
    public static bool Knows(string type) => Rules.ContainsKey(type);

    /// <summary>The shape of the first output of a node.</summary>
    /// <exception cref="InvalidFileException">The operation is not supported, or does not take such inputs.</exception>
    public static Shape Of(OnnxNode node) => Rules.TryGetValue(node.Type, out Func<OnnxNode, Shape>? rule)
        ? rule(node)
        : throw node.Unsupported("the operation is not supported");

    /// <summary>The shape of tensors one after the other along a dimension.</summary>
    /// <exception cref="InvalidFileException">They differ in another dimension.</exception>
    public static Shape Concat(OnnxNode node, IReadOnlyList<Shape> shapes, int axis)
    {
        Shape first = shapes[0];
        bool fit = shapes.All(shape => shape.Rank == first.Rank
            && Enumerable.Range(0, first.Rank).All(i => i == axis || shape[i] == first[i]));
        return fit
            ? Sizes.Shape(first.Select((size, i) => i == axis ? shapes.Sum(shape => (long)shape[axis]) : size))
            : throw node.Invalid($"it cannot join {string.Join(" and ", shapes)}");
    }

    /// <summary>The shape of a reduction over some dimensions.</summary>
    public static Shape Reduced(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        HashSet<int> axes = [.. ReducedAxes(node, shape.Rank)];
        bool keeps = node.Integer("keepdims", 1) == 1;
        return [.. shape.Select((size, axis) => axes.Contains(axis) ? 1 : size).Where((_, axis) => keeps || !axes.Contains(axis))];
    }

    /// <summary>The dimensions that a reduction removes, or makes 1.</summary>
    public static int[] ReducedAxes(OnnxNode node, int rank) => node.IntegersOf("axes", 1) is { Length: > 0 } axes
        ? [.. axes.Select(axis => node.Axis(axis, rank)).Order()]
        : [.. Enumerable.Range(0, rank)];

    private static Dictionary<string, Func<OnnxNode, Shape>> Table()
    {
        var table = new Dictionary<string, Func<OnnxNode, Shape>>(StringComparer.Ordinal)
        {
            ["Conv"] = SlidingWindows.Convolution,
            ["MaxPool"] = SlidingWindows.Pool,
            ["AveragePool"] = SlidingWindows.Pool,
            ["GlobalAveragePool"] = OfWholeMaps,
            ["GlobalMaxPool"] = OfWholeMaps,
            ["ReduceMean"] = Reduced,
            ["Gemm"] = Gemm,
            ["MatMul"] = MatMul,
            ["Concat"] = Concat,
            ["Resize"] = Resized,
            ["Upsample"] = Resized,
            ["Sum"] = Sizes.Broadcast,
        };
        foreach (string type in (string[])["Add", "Sub", "Mul", "Div", "Pow", "PRelu", "Min", "Max"])
        {
            table[type] = node => Sizes.Broadcast(node.Input(0).Shape, node.Input(1).Shape);
        }

        string[] sameShape =
        [
            "Relu", "Sigmoid", "HardSigmoid", "HardSwish", "Clip", "Erf", "Sqrt", "Softmax", "Dropout", "BatchNormalization",
            "LayerNormalization", "InstanceNormalization", "GroupNormalization", "Gelu", "Tanh", "LogSoftmax",
            "LeakyRelu", "Elu", "Selu", "Celu", "Softplus", "Mish",
        ];
        foreach (string type in sameShape)
        {
            table[type] = node => node.Input(0).Shape;
        }

        return table;
    }

    private static Shape OfWholeMaps(OnnxNode node) => node.Input(0).Shape is { Rank: > 2 } maps
        ? [.. maps.Dimensions[..2], 1, 1]
        : throw node.Invalid($"it takes {node.Input(0).Shape}, not feature maps");

    private static Shape Gemm(OnnxNode node)
    {
        (Shape left, Shape right) = (node.Input(0).Shape, node.Input(1).Shape);
        if (left.Rank != 2 || right.Rank != 2)
        {
            throw node.Invalid($"it cannot multiply {left} by {right}");
        }

        (int rows, int inner) = node.Integer("transA", 0) == 0 ? (left[0], left[1]) : (left[1], left[0]);
        (int own, int columns) = node.Integer("transB", 0) == 0 ? (right[0], right[1]) : (right[1], right[0]);
        return inner == own ? Sizes.Shape([rows, columns]) : throw node.Invalid($"it cannot multiply {left} by {right}");
    }

    private static Shape MatMul(OnnxNode node)
    {
        (Shape left, Shape right) = (node.Input(0).Shape, node.Input(1).Shape);
        if (left.Rank < 2 || right.Rank < 2 || left[^1] != right[^2])
        {
            throw node.Unsupported($"it cannot multiply {left} by {right}");
        }

        Shape stack = Sizes.Broadcast([.. left.Dimensions[..^2]], [.. right.Dimensions[..^2]]);
        return Sizes.Shape([.. stack.Select(size => (long)size), left[^2], right[^1]]);
    }

    private static Shape Concat(OnnxNode node)
    {
        Shape[] shapes = [node.Input(0).Shape, .. node.Inputs.Skip(1).OfType<Value>().Select(input => input.Shape)];
        return Concat(node, shapes, node.Axis(node.Integer("axis", 0), shapes[0].Rank));
    }

    private static Shape Resized(OnnxNode node)
    {
        Shape shape = node.Input(0).Shape;
        if (node.OptionalIntegers(3) is { Length: > 0 } sizes)
        {
            return Sizes.Shape(sizes);
        }

        double[] scales = node.Find("scales")?.Floats.Select(OnnxNode.Meant).ToArray()
            ?? node.OptionalInput(node.Version < 11 ? 1 : 2).Known()
            ?? throw node.Unsupported("its result has no known size");
        return scales.Length == shape.Rank
            ? Sizes.Shape(shape.Select((size, axis) => (long)Math.Floor(size * scales[axis])))
            : throw node.Invalid($"it has {scales.Length} scales for {shape.Rank} dimensions");
    }
}
