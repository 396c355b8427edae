using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>Makes typed operations of nodes whose operator tells what they are.</summary>
internal static class SpecializeNodes
{
    /// <summary>Specialises the nodes of a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (NodeOperation operation in graph.Operations.OfType<NodeOperation>())
        {
            graph.Try(operation, () => graph.Replace(operation.Operator.Specialize(operation)));
        }

        graph.RemoveUnused();
    }
}
