namespace Ghn.Onnx;

/// <summary>
/// Layer normalisation: one operation since operator set 17, before that
/// <c>d = x − mean(x); d / √(mean(d²) + ε) · scale + shift</c>, or the same without the shift, or without both.
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
                graph.Try(operation, RecognizeOperation);
            }
            else if (operation.Type == "Add")
            {
                RecognizeSum(operation);
            }
        }

        graph.RemoveUnused();
        foreach (Operation product in graph.Operations.Where(operation => operation.Type == "Mul"))
        {
            RecognizeProduct(product);
        }

        graph.RemoveUnused();
        foreach (Operation quotient in graph.Operations.Where(operation => operation.Type == "Div"))
        {
            if (Standardized(quotient) is { } found)
            {
                quotient.Become(Recognized.LayerNorm, [found.Input], new LayerNormDetails(found.Epsilon));
            }
        }

        graph.RemoveUnused();
    }

    private static void RecognizeOperation(Operation operation)
    {
        OnnxNode node = operation.Node;
        bool isOfLast = node.Axis(node.Integer("axis", -1), operation.Shape.Rank) == operation.Shape.Rank - 1;

        // PyTorch 1.13 leaves out the scale of a normalisation that has none, though ONNX does not allow it.
        (Value? scale, Value? shift) = (operation.Inputs.ElementAtOrDefault(1), operation.Inputs.ElementAtOrDefault(2));
        bool isShifted = shift is not null && !shift.IsFixed(0);
        bool isScaled = isShifted || (scale is not null && !scale.IsFixed(1));
        if (!isOfLast || (isShifted && scale is null))
        {
            throw node.Unsupported("it normalises more than the last dimension, or lacks a scale");
        }

        Value?[] inputs = isShifted ? [operation.Input(0), scale, shift] : isScaled ? [operation.Input(0), scale] : [operation.Input(0)];
        operation.Become(Recognized.LayerNorm, inputs, new LayerNormDetails(node.Number("epsilon", 1e-5)));
    }

    private static void RecognizeSum(Operation operation)
    {
        if (operation.Operand("Mul") is { } sum && operation.Shape.Rank > 0 && sum.Other.AsVector(operation.Shape[^1]) is { } shift
            && Scaled(sum.Found) is { } found)
        {
            operation.Become(Recognized.LayerNorm, [found.Input, found.Scale, shift], new LayerNormDetails(found.Epsilon));
        }
    }

    /// <summary>A normalisation without scale and shift before a learnt scale of features is no other function.</summary>
    private static void RecognizeProduct(Operation operation)
    {
        if (Scaled(operation) is { } found)
        {
            operation.Become(Recognized.LayerNorm, [found.Input, found.Scale], new LayerNormDetails(found.Epsilon));
        }
    }

    /// <summary>The x, the scale and the ε of <c>d / √(mean(d²) + ε) · scale</c>.</summary>
    private static (Value Input, View Scale, double Epsilon)? Scaled(Operation operation) =>
        operation.Operand("Div") is { } product && operation.Shape.Rank > 0 && product.Other.AsVector(operation.Shape[^1]) is { } scale
            && Standardized(product.Found) is { } found
            ? (found.Input, scale, found.Epsilon)
            : null;

    /// <summary>The x and ε of <c>d / √(mean(d²) + ε)</c> with <c>d = x − mean(x)</c>.</summary>
    private static (Value Input, double Epsilon)? Standardized(Operation quotient)
    {
        if (quotient.Input(0).From("Sub") is not { } difference
            || quotient.Input(1).From("Sqrt")?.Input(0).From("Add") is not { } variance
            || variance.Operand("ReduceMean") is not { } stabilized || stabilized.Other.Scalar() is not { } epsilon)
        {
            return null;
        }

        bool fits = IsMeanOfLast(stabilized.Found) && IsSquare(stabilized.Found.Input(0), difference)
            && difference.Input(1).From("ReduceMean") is { } mean && IsMeanOfLast(mean)
            && OperandMatch.Equals(mean.Input(0), difference.Input(0));
        return fits ? (difference.Input(0), epsilon) : null;
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
