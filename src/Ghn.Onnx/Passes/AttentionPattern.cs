namespace Ghn.Onnx;

/// <summary>
/// Attention: <c>softmax(scale·q·kᵀ + bias + mask)·v</c>. How heads and windows were split off is part of the views of
/// q, k and v, and left to the mapping to layers.
/// </summary>
internal static class AttentionPattern
{
    private const double Tolerance = 1e-4;

    /// <summary>Recognises attention in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Operation, Operation?> users = graph.Users();
        foreach (Operation softmax in graph.Operations.Where(operation => operation.Type == "Softmax"))
        {
            if (Context(softmax, users) is { } context && Logits.Of(softmax.ViewAt(0)) is { } logits)
            {
                graph.Try(context, _ => Recognize(context, logits, users));
            }
        }

        graph.RemoveUnused();
    }

    private static void Recognize(Operation context, Logits logits, ILookup<Operation, Operation?> users)
    {
        int width = context.Shape[^1];
        bool isUsual = Math.Abs((logits.Scale * Math.Sqrt(width)) - 1) <= Tolerance;
        bool isMasked = logits.Mask?.Numbers.Any(number => number != 0) ?? false;
        if (logits.Bias is null && !isMasked)
        {
            var details = new AttentionDetails(isUsual ? null : logits.Scale);
            context.Become(Recognized.SelfAttention, [logits.Query, logits.Key, context.Input(1)], details);
            return;
        }

        if (logits.Bias is null)
        {
            throw context.Node.Unsupported("its logits are masked, which Ghn does only within windows of a Swin transformer");
        }

        if (!isUsual)
        {
            throw context.Node.Unsupported($"its logits, to which something is added, are scaled by {logits.Scale:g6}, not by 1/√{width}");
        }

        WindowAttentionPattern.Recognize(context, logits, users);
    }

    /// <summary>The product of a softmax and values; null if the softmax is no part of attention.</summary>
    private static Operation? Context(Operation softmax, ILookup<Operation, Operation?> users)
    {
        OnnxNode node = softmax.Node;
        long axis = node.Integer("axis", node.Version < 13 ? 1 : -1);
        if (softmax.Shape.Rank < 3 || node.Axis(axis, softmax.Shape.Rank) != softmax.Shape.Rank - 1 || users[softmax].Count() != 1)
        {
            return null;
        }

        Operation? user = users[softmax].First();
        if (user is { Type: "Dropout" })
        {
            user = users[user].FirstOrDefault();
        }

        bool isContext = user is { Type: "MatMul" } && user.Input(0) is View { IsWhole: true, Source: Operation { Type: "Softmax" or "Dropout" } }
            && user.Input(1) is View;
        return isContext ? user : null;
    }
}
