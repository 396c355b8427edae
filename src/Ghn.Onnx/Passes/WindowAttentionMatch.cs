using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Arithmetic;
using Ghn.Onnx.Operators.Attention;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Products;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Attention with a learnt bias, between two linear maps: that of Swin transformers. The maps belong to it because they act on the
/// zeros that fill windows up, too. Only the lowering knows whether its windows are made of the positions of feature maps.
/// </summary>
internal static class WindowAttentionMatch
{
    /// <summary>Fuses window attention, the output of whose second linear map then stands for the whole.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="context">The product of the softmax and the values [windows, heads, area, width].</param>
    /// <param name="logits">What the softmax takes.</param>
    /// <param name="users">What is made of each result.</param>
    public static void Fuse(OperationGraph graph, NodeOperation context, Logits logits, ILookup<Source, OperationResult?> users)
    {
        if (context.Shape is not [_, var heads, var area, var width] || logits.Bias is not { } bias
            || graph.Producer(logits.Query.Source) is not LinearOperation { Bias: not null } first
            || users[context.Result].ToList() is not [var user] || graph.Producer(user) is not LinearOperation { Bias: not null } second
            || bias.Shape.ElementCount != (long)heads * area * area)
        {
            return;
        }

        int features = heads * width;
        int[] inputRows = InputRows(logits.Query, features);
        bool fits = first.Shape[^1] == 3 * features
            && IsShare(logits.Query, first, inputRows, (heads, area, width), 0, isTransposed: false)
            && IsShare(logits.Key, first, inputRows, (heads, area, width), features, isTransposed: true)
            && IsShare(context.ViewAt(1), first, inputRows, (heads, area, width), 2 * features, isTransposed: false);
        if (!fits || OutputRows(second.ViewAt(0), (heads, area, width)) is not { } outputRows)
        {
            return;
        }

        graph.Replace(new WindowAttentionOperation(
            second.Node, second.Result, [first.Argument, first.Weight, first.Bias, second.Weight, second.Bias, bias], heads, area,
            inputRows, outputRows, logits.Mask, Parts(graph, first, second)));
    }

    /// <summary>The operations from the first linear map to the second, each after its inputs.</summary>
    private static List<Operation> Parts(OperationGraph graph, Operation first, Operation second)
    {
        HashSet<Source> found = [];
        var pending = new Stack<Operation>([second]);
        while (pending.TryPop(out Operation? operation))
        {
            foreach (Operation before in found.Add(operation.Result) && operation != first
                ? operation.Views.Select(view => graph.Producer(view.Source)).OfType<Operation>() : [])
            {
                pending.Push(before);
            }
        }

        return [.. graph.Operations.Where(operation => found.Contains(operation.Result)).Select(FixedArithmeticOperation.OfScaling)];
    }

    /// <summary>Which row of the first linear map each position of each window is.</summary>
    private static int[] InputRows(View query, int features)
    {
        (int heads, int area, int width) = (query.Shape[1], query.Shape[2], query.Shape[3]);
        int[] places = query.Map.Places();
        return
        [
            .. Enumerable.Range(0, query.Shape[0] * area)
                .Select(position => places[((position / area * heads * area) + (position % area)) * width] / (3 * features)),
        ];
    }

    /// <summary>Whether queries, keys or values are the heads' share of the first linear map's features from one on.</summary>
    private static bool IsShare(
        View view, LinearOperation map, int[] rows, (int Heads, int Area, int Width) size, int offset, bool isTransposed)
    {
        int[] places = view.Map.Places();
        if (view.Source != map.Result || places.Length != rows.Length * size.Heads * size.Width)
        {
            return false;
        }

        int features = map.Shape[^1];
        for (int i = 0; i < places.Length; i++)
        {
            (int row, int column) = isTransposed
                ? (i % size.Area, i / size.Area % size.Width)
                : (i / size.Width % size.Area, i % size.Width);
            int group = i / (size.Area * size.Width);
            (int window, int head) = (group / size.Heads, group % size.Heads);
            if (places[i] != (rows[(window * size.Area) + row] * features) + offset + (head * size.Width) + column)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Which position of which window each row that the second linear map takes is; null if its rows are no positions.</summary>
    private static int[]? OutputRows(View input, (int Heads, int Area, int Width) size)
    {
        int[] places = input.Map.Places();
        int features = size.Heads * size.Width;
        var rows = new int[places.Length / features];
        for (int i = 0; i < places.Length; i++)
        {
            int position = places[i] / size.Width;
            (int group, int row) = (position / size.Area, position % size.Area);
            (int window, int head) = (group / size.Heads, group % size.Heads);
            int own = (window * size.Area) + row;
            if (i % features == 0)
            {
                rows[i / features] = own;
            }

            if (rows[i / features] != own || (head * size.Width) + (places[i] % size.Width) != i % features)
            {
                return null;
            }
        }

        return rows;
    }
}
