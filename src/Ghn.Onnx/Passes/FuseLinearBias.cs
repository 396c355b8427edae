using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Onnx.Operators.Products;

namespace Ghn.Onnx.Passes;

/// <summary>Affine maps that are written as a product with a matrix of weights and a sum with a bias.</summary>
internal static class FuseLinearBias
{
    /// <summary>Fuses biases into the linear maps of a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        ILookup<Source, OperationResult?> users = graph.Users();
        foreach (NodeOperation sum in graph.NodesOf("Add"))
        {
            if (graph.Operand<LinearOperation>(sum, linear => linear.Bias is null) is var (map, other) && users[map.Result].Count() == 1
                && other.AsVector(sum.Shape[^1]) is { } bias)
            {
                graph.Replace(new LinearOperation(sum.Node, sum.Result, map.Argument, map.Weight, bias));
            }
        }

        graph.RemoveUnused();
    }
}
