using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>What a softmax of attention takes.</summary>
/// <param name="Query">The queries […, tokens, width].</param>
/// <param name="Key">The keys [… width, tokens].</param>
/// <param name="Scale">What their product is multiplied by.</param>
/// <param name="Bias">A learnt value that is added; null for none.</param>
/// <param name="Mask">A known value that is added; null for none.</param>
internal sealed record Logits(View Query, View Key, double Scale, View? Bias, Constant? Mask)
{
    /// <summary>Takes the argument of a softmax apart; null if it is no attention's.</summary>
    public static Logits? Of(OperationGraph graph, View argument)
    {
        View current = argument;
        (View? bias, Constant? mask, double scale) = (null, null, 1.0);
        while (current.IsWhole && graph.Producer(current.Source) is NodeOperation operation)
        {
            switch (operation.Type)
            {
                case "MatMul" when operation.Input(0) is View left && operation.Input(1) is View right:
                    (View query, double queryScale) = Unscaled(graph, left);
                    (View key, double keyScale) = Unscaled(graph, right);
                    return new Logits(query, key, scale * queryScale * keyScale, bias, mask);
                case "Add" when scale == 1 && mask is null && operation.Other(term => term is Constant) is View masked:
                    mask = (operation.Input(0) as Constant) ?? (Constant)operation.Input(1);
                    current = masked;
                    break;
                case "Add" when scale == 1 && bias is null && operation.Other(LearntValues.IsLearnt) is View biased:
                    bias = (View)(operation.Input(0).IsLearnt() ? operation.Input(0) : operation.Input(1));
                    current = biased;
                    break;
                case "Mul" or "Div" when operation.Scaling() is { } scaling:
                    (current, scale) = (scaling.Operand, scale * scaling.Factor);
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>What is scaled before it is multiplied, and by how much.</summary>
    private static (View View, double Factor) Unscaled(OperationGraph graph, View view)
    {
        double factor = 1;
        while (graph.Producer(view.Source)?.Scaling() is { } scaling)
        {
            (view, factor) = (scaling.Operand.Select(view.Map), factor * scaling.Factor);
        }

        return (view, factor);
    }
}
