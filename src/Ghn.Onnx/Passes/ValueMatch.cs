using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Passes;

/// <summary>Comparison of values.</summary>
internal static class ValueMatch
{
    /// <summary>Whether two values are the same elements.</summary>
    public static bool AreSame(Value? left, Value? right) => ReferenceEquals(left, right)
        || (left is View first && right is View second && first.Source == second.Source && first.Shape == second.Shape
            && first.Map.PicksAs(second.Map));
}
