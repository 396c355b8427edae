using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>The shapes of what operations of ONNX give that Ghn has no layers for, so that layers after them are known all the same.</summary>
internal static class PassedShapes
{
    private static readonly Dictionary<string, Func<OnnxNode, Shape?>> Rules = Table();

    /// <summary>The shape of the first output of a node; null if it is not known.</summary>
    public static Shape? Of(OnnxNode node)
    {
        try
        {
            return Rules.TryGetValue(node.Type, out Func<OnnxNode, Shape?>? rule) ? rule(node) : null;
        }
        catch (Exception error) when (error is InvalidFileException or ArgumentException)
        {
            return null;
        }
    }

    private static Dictionary<string, Func<OnnxNode, Shape?>> Table()
    {
        var table = new Dictionary<string, Func<OnnxNode, Shape?>>(StringComparer.Ordinal)
        {
            ["ConvTranspose"] = TransposedConvolution,
            ["LpPool"] = SlidingWindows.Pool,
            ["Einsum"] = Einsum,
            ["GridSample"] = GridSample,
            ["GlobalLpPool"] = node => [.. node.Input(0).Shape.Select((size, axis) => axis < 2 ? size : 1)],
        };
        foreach (string type in (string[])["Mean", "Where"])
        {
            table[type] = node => Sizes.Broadcast(node);
        }

        string[] reductions = ["Max", "Min", "Sum", "Prod", "L1", "L2", "SumSquare", "LogSum", "LogSumExp"];
        foreach (string type in reductions)
        {
            table[$"Reduce{type}"] = OperationShapes.Reduced;
        }

        return table;
    }

    private static Shape TransposedConvolution(OnnxNode node)
    {
        (Shape maps, Shape weight) = (node.Input(0).Shape, node.Input(1).Shape);
        int rank = Math.Max(0, maps.Rank - 2);
        long[] strides = node.Integers("strides") ?? Ones(rank);
        long[] dilations = node.Integers("dilations") ?? Ones(rank);
        long[] pads = node.Integers("pads") ?? new long[2 * rank];
        long[] more = node.Integers("output_padding") ?? new long[rank];
        if (rank < 1 || weight.Rank != maps.Rank || strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank
            || more.Length != rank)
        {
            throw node.Invalid($"its attributes do not fit an input {maps} and a weight {weight}");
        }

        bool isSame = node.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
        IEnumerable<long> sizes = node.Integers("output_shape")?.TakeLast(rank) ?? Enumerable.Range(0, rank).Select(axis => isSame
            ? maps[axis + 2] * strides[axis]
            : (strides[axis] * (maps[axis + 2] - 1)) + more[axis] + ((weight[axis + 2] - 1) * dilations[axis]) + 1 - pads[axis] - pads[axis + rank]);
        return Sizes.Shape([maps[0], weight[1] * node.Integer("group", 1), .. sizes]);
    }

    /// <summary>The letters after the arrow, each as large as where it stands before it.</summary>
    private static Shape? Einsum(OnnxNode node)
    {
        string[] sides = node.Text("equation", string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Where((term, i) => term.Length != node.Input(i).Shape.Rank).Any())
        {
            return null;
        }

        var sizes = new Dictionary<char, int>();
        foreach ((int i, string term) in terms.Index())
        {
            foreach ((int axis, char letter) in term.Index())
            {
                sizes[letter] = node.Input(i).Shape[axis];
            }
        }

        return sides[1].All(sizes.ContainsKey) ? Sizes.Shape(sides[1].Select(letter => (long)sizes[letter])) : null;
    }

    private static Shape GridSample(OnnxNode node)
    {
        (Shape maps, Shape grid) = (node.Input(0).Shape, node.Input(1).Shape);
        return maps.Rank > 1
            ? Sizes.Shape([maps[0], maps[1], .. grid.Skip(1).SkipLast(1)])
            : throw node.Invalid($"it takes {maps}, not feature maps");
    }

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];
}
