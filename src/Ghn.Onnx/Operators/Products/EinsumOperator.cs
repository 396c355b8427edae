using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Products;

/// <summary>
/// Einstein's sums of two operands that are products of matrices: their common letters first, then the first's own, then the second's, as
/// linear maps and attention have them. Of others, only the shape is known.
/// </summary>
internal sealed class EinsumOperator() : Operator("Einsum")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["equation"];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) =>
        ShapeIfPassedOver(node) ?? throw node.Unsupported($"the equation {Equation(node)} is not supported");

    /// <summary>The letters after the arrow, each as large as where it stands before it.</summary>
    public override Shape? ShapeIfPassedOver(OnnxNode node)
    {
        string[] sides = Equation(node).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length != 2 || terms.Where((term, i) => term.Length != node.Input(i).Shape.Rank).Any())
        {
            return null;
        }

        var sizes = new Dictionary<char, int>();
        foreach ((int i, string term) in terms.Index())
        {
            foreach ((int axis, char letter) in term.Index())
            {
                sizes[letter] = node.Input(i).Shape[axis];
            }
        }

        return sides[1].All(sizes.ContainsKey) ? Sizes.Shape(sides[1].Select(letter => (long)sizes[letter])) : null;
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        string[] sides = Equation(node).Split("->");
        string[] terms = sides[0].Split(',');
        if (terms is not [var left, var right] || operation.Inputs is not [Value first, Value second])
        {
            throw Unsupported(node);
        }

        return AsProduct(operation, (left, first), (right, second), sides[1])
            ?? AsProduct(operation, (right, second), (left, first), sides[1])
            ?? throw Unsupported(node);
    }

    /// <summary>A product of matrices whose result has its dimensions in the order of the equation; null if it has not.</summary>
    private static Operation? AsProduct(
        NodeOperation operation, (string Letters, Value Value) left, (string Letters, Value Value) right, string result)
    {
        string common = string.Concat(result.Where(letter => left.Letters.Contains(letter) && right.Letters.Contains(letter)));
        string rows = string.Concat(result.Where(letter => left.Letters.Contains(letter) && !right.Letters.Contains(letter)));
        string columns = string.Concat(result.Where(letter => !left.Letters.Contains(letter) && right.Letters.Contains(letter)));
        string inner = string.Concat(left.Letters.Where(letter => right.Letters.Contains(letter) && !result.Contains(letter)));
        bool fits = inner.Length > 0 && rows.Length > 0 && columns.Length > 0 && result == common + rows + columns
            && left.Letters.Length == common.Length + rows.Length + inner.Length
            && right.Letters.Length == common.Length + columns.Length + inner.Length
            && left.Letters.Distinct().Count() == left.Letters.Length && right.Letters.Distinct().Count() == right.Letters.Length;
        if (!fits)
        {
            return null;
        }

        if (common.Length == 0 && columns.Length == 1 && inner.Length == 1 && right.Value is View { Source: ParameterSource })
        {
            return new LinearOperation(
                operation.Node, operation.Result, InOrder(left, rows + inner), (View)InOrder(right, columns + inner), Bias: null);
        }

        return rows.Length == 1 && columns.Length == 1 && inner.Length == 1
            ? new NodeOperation(
                new MatMulOperator(), operation.Node, operation.Result,
                [InOrder(left, common + rows + inner), InOrder(right, common + inner + columns)])
            : null;
    }

    private static Value InOrder((string Letters, Value Value) operand, string letters) => operand.Value.Select(
        IndexMap.Reorder(operand.Value.Shape, [.. letters.Select(letter => operand.Letters.IndexOf(letter, StringComparison.Ordinal))]));

    private static string Equation(OnnxNode node) =>
        node.Text("equation", string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal);

    private static InvalidFileException Unsupported(OnnxNode node) =>
        node.Unsupported($"the equation {Equation(node)} is no product of matrices");
}
