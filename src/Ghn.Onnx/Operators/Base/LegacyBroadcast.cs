using Ghn.Onnx.Ir;
using Ghn.Tensors.Files;

namespace Ghn.Onnx.Operators.Base;

/// <summary>
/// How two operands fit each other below operator set 7: the second is stretched to the first where <c>broadcast</c> is 1, and its
/// dimensions begin at the first's <c>axis</c>; without it, they end with the first's.
/// </summary>
internal static class LegacyBroadcast
{
    private const int FirstWithout = 7;

    /// <summary>The operators that were so.</summary>
    private static readonly HashSet<string> Operators = ["Add", "Sub", "Mul", "Div", "Pow", "Equal", "Less", "Greater", "And", "Or", "Xor"];

    private static readonly string[] Attributes = ["axis", "broadcast"];

    /// <summary>The attributes that tell it; none of an operator that came later.</summary>
    public static IReadOnlyList<string> AttributesOf(string name) => Operators.Contains(name) ? Attributes : [];

    /// <summary>A node whose operands fit as later operator sets have it.</summary>
    /// <exception cref="InvalidFileException">The second operand does not fit, or the operator set has no such attribute.</exception>
    public static OnnxNode Align(OnnxNode node)
    {
        if (node.Version >= FirstWithout)
        {
            return node.Attributes.Intersect(Attributes).FirstOrDefault() is { } later
                ? throw node.Unsupported($"its attribute {later} is not read: operator set {node.Version} has none")
                : node;
        }

        if (node.Integer("broadcast", 0) == 0 || !node.Attributes.Contains("axis"))
        {
            return node;
        }

        long axis = node.Integer("axis", 0);
        (Value left, Value right) = (node.Input(0), node.Input(1));
        int lacking = left.Shape.Rank - node.Axis(axis, left.Shape.Rank) - right.Shape.Rank;
        return lacking >= 0
            ? node.With([left, right.Reshape([.. right.Shape, .. Enumerable.Repeat(1, lacking)])])
            : throw node.Invalid($"its second operand {right.Shape} does not lie within {left.Shape} from its axis {axis} on");
    }
}
