namespace Ghn.Networks.Onnx;

/// <summary>
/// Layer normalisation: one operation since operator set 17, before that
/// <c>d = x − mean(x); d / √(mean(d²) + ε) · scale + shift</c>.
/// </summary>
internal static class LayerNormPattern
{
    /// <summary>Recognises layer normalisations in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (Operation operation in graph.Operations)
        {
            if (operation.Type == "LayerNormalization")
            {
                RecognizeOperation(operation);
            }
            else if (operation.Type == "Add")
            {
                RecognizeSum(operation);
            }
        }

        graph.RemoveUnused();
    }

    private static void RecognizeOperation(Operation operation)
    {
        OnnxNode node = operation.Node;
        if (node.Axis(node.Integer("axis", -1), operation.Shape.Rank) != operation.Shape.Rank - 1 || operation.Inputs.Count < 3)
        {
            throw node.Unsupported("it normalises more than the last dimension, or lacks a shift");
        }

        operation.Become(Recognized.LayerNorm, operation.Inputs, new LayerNormDetails(node.Number("epsilon", 1e-5)));
    }

    private static void RecognizeSum(Operation operation)
    {
        if (operation.Operand("Mul") is not { } sum || operation.Shape.Rank == 0 || sum.Other.AsVector(operation.Shape[^1]) is not { } shift
            || sum.Found.Operand("Div") is not { } product || product.Other.AsVector(operation.Shape[^1]) is not { } scale
            || product.Found.Input(0).From("Sub") is not { } difference
            || product.Found.Input(1).From("Sqrt")?.Input(0).From("Add") is not { } variance
            || variance.Operand("ReduceMean") is not { } stabilized || stabilized.Other.Scalar() is not { } epsilon)
        {
            return;
        }

        bool fits = IsMeanOfLast(stabilized.Found) && IsSquare(stabilized.Found.Input(0), difference)
            && difference.Input(1).From("ReduceMean") is { } mean && IsMeanOfLast(mean)
            && OperandMatch.Equals(mean.Input(0), difference.Input(0));
        if (fits)
        {
            operation.Become(Recognized.LayerNorm, [difference.Input(0), scale, shift], new LayerNormDetails(epsilon));
        }
    }

    private static bool IsMeanOfLast(Operation mean)
    {
        int rank = mean.Input(0).Shape.Rank;
        return mean.Shape.Rank == rank && OperationShapes.ReducedAxes(mean.Node, rank) is [var axis] && axis == rank - 1;
    }

    private static bool IsSquare(Value value, Operation root) =>
        (value.From("Pow") is { } power && power.Input(0).From("Sub") == root && power.Input(1).IsNumber(2))
        || (value.From("Mul") is { } product && product.Input(0).From("Sub") == root && product.Input(1).From("Sub") == root);
}
