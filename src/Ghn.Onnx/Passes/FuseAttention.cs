using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Attention;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Attention: <c>softmax(scale·q·kᵀ + bias + mask)·v</c>. How heads and windows were split off is part of the views of
/// q, k and v, and left to the lowering. What is more than attention among the tokens of a sample, or within windows, stays the products
/// and the softmax that it is.
/// </summary>
internal static class FuseAttention
{
    private const double Tolerance = 1e-4;

    /// <summary>Fuses attention in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Source, OperationResult?> users = graph.Users();
        foreach (SoftmaxOperation softmax in graph.Operations.OfType<SoftmaxOperation>())
        {
            if (Context(graph, softmax, users) is { } context && Logits.Of(graph, softmax.ViewAt(0)) is { } logits)
            {
                Fuse(graph, context, logits, users);
            }
        }

        graph.RemoveUnused();
    }

    private static void Fuse(OperationGraph graph, NodeOperation context, Logits logits, ILookup<Source, OperationResult?> users)
    {
        int width = logits.Query.Shape[^1];
        bool isDefault = Math.Abs((logits.Scale * Math.Sqrt(width)) - 1) <= Tolerance;
        bool isMasked = logits.Mask?.Numbers.Any(number => number != 0) ?? false;
        if (logits.Bias is null && !isMasked)
        {
            if (context.Input(1) is View values && IsAmongTokens(context, logits, values))
            {
                graph.Replace(new AttentionOperation(
                    context.Node, context.Result, logits.Query, logits.Key, values, isDefault ? null : logits.Scale));
            }
        }
        else if (logits.Bias is not null && isDefault)
        {
            WindowAttentionMatch.Fuse(graph, context, logits, users);
        }
    }

    /// <summary>Whether every head of every sample has queries, keys and values of its own.</summary>
    private static bool IsAmongTokens(NodeOperation context, Logits logits, View values) =>
        logits.Scale > 0 && new[] { logits.Query, logits.Key, values }.All(part => HeadCount(part.Shape) == HeadCount(context.Shape));

    /// <summary>The number of heads of all samples together: of the matrices that a value consists of.</summary>
    private static long HeadCount(Shape shape) =>
        shape.Rank < 3 ? 0 : shape.SkipLast(2).Aggregate(1L, (count, size) => count * size);

    /// <summary>The product of a softmax and values; null if the softmax is no part of attention.</summary>
    private static NodeOperation? Context(OperationGraph graph, SoftmaxOperation softmax, ILookup<Source, OperationResult?> users)
    {
        if (softmax.Shape.Rank < 3 || softmax.Axis != softmax.Shape.Rank - 1 || softmax.IsLogarithmic
            || users[softmax.Result].Count() != 1)
        {
            return null;
        }

        Operation? user = graph.Producer(users[softmax.Result].First());
        if (user is NodeOperation { Type: "Dropout" })
        {
            user = graph.Producer(users[user.Result].FirstOrDefault());
        }

        bool isContext = user is NodeOperation { Type: "MatMul" } && user.Input(0) is View { IsWhole: true } weights
            && graph.Producer(weights.Source) is SoftmaxOperation or NodeOperation { Type: "Dropout" } && user.Input(1) is View;
        return isContext ? (NodeOperation)user! : null;
    }
}
