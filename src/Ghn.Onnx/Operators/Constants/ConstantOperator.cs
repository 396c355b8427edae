using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Constants;

/// <summary>Numbers in a node of their own: a constant, or a weight if they are real numbers and more than one.</summary>
internal sealed class ConstantOperator() : Operator("Constant")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes =>
        ["value", "value_int", "value_ints", "value_float", "value_floats", "value_string", "value_strings", "sparse_value"];

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (node.Tensor("value") is { } tensor)
        {
            return One(tensor.ElementType.IsFloatingPoint() && tensor.Shape.Rank > 0
                ? new View(new ParameterSource(node.Outputs[0], tensor.Shape, order: null, tensor))
                : tensor.ToConstant());
        }

        return One(
            node.Find("value_int") is { } integer ? new Constant([], [integer.I], IsInteger: true)
            : node.Find("value_float") is { } number ? new Constant([], [number.F], IsInteger: false)
            : node.Find("value_ints") is { } integers ? Vector(integers.Ints.Select(i => (double)i), isInteger: true)
            : node.Find("value_floats") is { } numbers ? Vector(numbers.Floats.Select(f => (double)f), isInteger: false)
            : throw node.Unsupported($"its attribute {node.Attributes.FirstOrDefault("value")} is no tensor of numbers"));
    }

    private static Constant Vector(IEnumerable<double> numbers, bool isInteger)
    {
        double[] values = [.. numbers];
        return new Constant([values.Length], values, isInteger);
    }
}
