using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>An elementwise function of two operands, or of several in a row: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">The function.</param>
/// <param name="ofIntegers">The function of integers, where it is another one.</param>
internal class BinaryOperator(string name, Func<double, double, double> function, Func<double, double, double>? ofIntegers = null)
    : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => LegacyBroadcast.AttributesOf(Name);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override OnnxNode Modernize(OnnxNode node) => LegacyBroadcast.Align(node);

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        if (ConstantArithmetic.Operands(node) is not { } operands)
        {
            return null;
        }

        bool areIntegers = operands.All(operand => operand.IsInteger);
        Func<double, double, double> own = areIntegers && operands.Length == 2 && ofIntegers is not null ? ofIntegers : function;
        return One(operands.Skip(1).Aggregate(operands[0], (result, next) => ConstantArithmetic.Combine(result, next, own, areIntegers)));
    }

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node) => Sizes.Broadcast(node);
}
