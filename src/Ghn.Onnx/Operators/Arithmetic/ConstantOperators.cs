using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>An elementwise function of one operand, of constants alone: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">The function.</param>
internal class UnaryConstantOperator(string name, Func<double, double> function) : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes => LegacyAttributes.ConsumedInputs;

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) =>
        ConstantArithmetic.Operands(node) is [var operand, ..] ? One(ConstantArithmetic.Apply(operand, function)) : null;
}

/// <summary>A function of two operands, of constants alone, whose result is a truth value: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="function">The function.</param>
internal sealed class ComparisonOperator(string name, Func<double, double, bool> function) : Operator(name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => LegacyBroadcast.AttributesOf(Name);

    /// <inheritdoc/>
    public override OnnxNode Modernize(OnnxNode node) => LegacyBroadcast.Align(node);

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => ConstantArithmetic.Operands(node) is [var left, var right]
        ? One(ConstantArithmetic.Combine(left, right, (first, second) => function(first, second) ? 1 : 0, isInteger: true))
        : null;
}

/// <summary>The remainder of a division, of constants alone.</summary>
internal sealed class ModOperator() : Operator("Mod")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["fmod"];

    /// <inheritdoc/>
    public override bool IsReadable => false;

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node) => ConstantArithmetic.Operands(node) is [var left, var right]
        ? One(ConstantArithmetic.Combine(
            left, right, node.Integer("fmod", 0) == 1 ? Remainder : Modulo, left.IsInteger && right.IsInteger))
        : null;

    private static double Remainder(double left, double right) => left % right;

    private static double Modulo(double left, double right) => left - (right * Math.Floor(left / right));
}
