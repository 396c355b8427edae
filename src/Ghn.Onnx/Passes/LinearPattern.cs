namespace Ghn.Onnx;

/// <summary>Affine maps, written as one operation, or as a product with a matrix of weights and a sum with a bias.</summary>
internal static class LinearPattern
{
    /// <summary>Recognises affine maps in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (Operation operation in graph.Operations)
        {
            if (operation.Type == "Gemm")
            {
                graph.Try(operation, RecognizeGemm);
            }
            else if (operation.Type == "MatMul" && operation.Input(1) is View { Source: ParameterSource, Shape.Rank: 2 } weight)
            {
                operation.Become(Recognized.Linear, [operation.Input(0), Transposed(weight)]);
            }
        }

        ILookup<Operation, Operation?> users = graph.Users();
        foreach (Operation operation in graph.Operations.Where(operation => operation.Type == "Add"))
        {
            if (operation.Operand(Recognized.Linear) is { Found.Inputs.Count: 2 } sum && users[sum.Found].Count() == 1
                && sum.Other.AsVector(operation.Shape[^1]) is { } bias)
            {
                operation.Become(Recognized.Linear, [.. sum.Found.Inputs, bias]);
            }
        }

        graph.RemoveUnused();
    }

    private static void RecognizeGemm(Operation operation)
    {
        OnnxNode node = operation.Node;
        if (node.Number("alpha", 1) != 1 || node.Number("beta", 1) != 1 || node.Integer("transA", 0) != 0
            || operation.Input(1) is not View { Source: ParameterSource } weight)
        {
            throw node.Unsupported("it is more than an affine map with learnt weights");
        }

        View oriented = node.Integer("transB", 0) == 1 ? weight : Transposed(weight);
        Value? bias = operation.Inputs.ElementAtOrDefault(2);
        if (bias is not null && bias.AsVector(operation.Shape[^1]) is null)
        {
            throw node.Unsupported($"its bias has the shape {bias.Shape}");
        }

        operation.Become(Recognized.Linear, bias is null ? [operation.Input(0), oriented] : [operation.Input(0), oriented, bias]);
    }

    private static View Transposed(View matrix) => matrix.Select(Selection.Transposed(matrix.Shape[0], matrix.Shape[1]));
}
