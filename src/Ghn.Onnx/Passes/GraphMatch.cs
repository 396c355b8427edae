using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>Questions that passes ask about operations and what they take.</summary>
internal static class GraphMatch
{
    /// <summary>The nodes of a type.</summary>
    public static IEnumerable<NodeOperation> NodesOf(this OperationGraph graph, string type) =>
        graph.Operations.OfType<NodeOperation>().Where(operation => operation.Type == type);

    /// <summary>The operation of a kind that a value is all of, in the same shape; null if it is anything else.</summary>
    public static TOperation? From<TOperation>(this OperationGraph graph, Value? value)
        where TOperation : Operation =>
        value is View { IsWhole: true } view && graph.Producer(view.Source) is TOperation operation && view.Shape == operation.Shape
            ? operation
            : null;

    /// <summary>The node of a type that a value is all of, in the same shape; null if it is anything else.</summary>
    public static NodeOperation? From(this OperationGraph graph, Value? value, string type) =>
        graph.From<NodeOperation>(value) is { } operation && operation.Type == type ? operation : null;

    /// <summary>The other operand of an operation on two, if one of them fits; null if none does.</summary>
    public static Value? Other(this Operation operation, Func<Value, bool> fits) =>
        fits(operation.Input(0)) ? operation.Input(1)
        : fits(operation.Input(1)) ? operation.Input(0)
        : null;

    /// <summary>The operand of an operation on two that comes from an operation of a kind, and the other one.</summary>
    public static (TOperation Found, Value Other)? Operand<TOperation>(
        this OperationGraph graph, Operation operation, Func<TOperation, bool> fits)
        where TOperation : Operation =>
        graph.From<TOperation>(operation.Input(0)) is { } first && fits(first) ? (first, operation.Input(1))
        : graph.From<TOperation>(operation.Input(1)) is { } second && fits(second) ? (second, operation.Input(0))
        : null;

    /// <summary>The operand of an operation on two that comes from a node of a type, and the other one.</summary>
    public static (NodeOperation Found, Value Other)? Operand(this OperationGraph graph, Operation operation, string type) =>
        graph.Operand<NodeOperation>(operation, node => node.Type == type);

    /// <summary>What a multiplication or division by a number multiplies, and the factor; null if an operation is anything else.</summary>
    public static (View Operand, double Factor)? Scaling(this Operation operation)
    {
        if (operation is NodeOperation { Type: "Mul" } && operation.Other(value => value.Scalar() is not null) is View product)
        {
            return (product, (operation.Input(0).Scalar() ?? operation.Input(1).Scalar())!.Value);
        }

        return operation is NodeOperation { Type: "Div" } && operation.Input(1).Scalar() is { } divisor
            && operation.Input(0) is View quotient
            ? (quotient, 1 / divisor)
            : null;
    }
}
