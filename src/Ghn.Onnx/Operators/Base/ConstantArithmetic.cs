using Ghn.Onnx.Ir;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Base;

/// <summary>Constant folding of elementwise functions, whose operands are stretched to each other's shape.</summary>
internal static class ConstantArithmetic
{
    /// <summary>The inputs of a node, if it has any and all are constants; null otherwise.</summary>
    public static Constant[]? Operands(OnnxNode node) =>
        node.Inputs.Count > 0 && node.Inputs.All(input => input is Constant) ? [.. node.Inputs.OfType<Constant>()] : null;

    /// <summary>A function of one constant.</summary>
    public static Constant Apply(Constant operand, Func<double, double> function) =>
        operand with { Numbers = Array.ConvertAll(operand.Numbers, new Converter<double, double>(function)) };

    /// <summary>A function of two constants.</summary>
    public static Constant Combine(Constant left, Constant right, Func<double, double, double> function, bool isInteger)
    {
        Shape shape = Sizes.Broadcast(left.Shape, right.Shape);
        double[] first = left.Select(Sizes.Stretch(left.Shape, shape)).Numbers;
        double[] second = right.Select(Sizes.Stretch(right.Shape, shape)).Numbers;
        return new Constant(shape, [.. first.Zip(second, function)], isInteger);
    }

    /// <summary>For each element, that of one constant or of another.</summary>
    public static Constant Choose(Constant condition, Constant yes, Constant no)
    {
        Shape shape = Sizes.Broadcast(condition.Shape, Sizes.Broadcast(yes.Shape, no.Shape));
        double[] chosen = condition.Select(Sizes.Stretch(condition.Shape, shape)).Numbers;
        double[] first = yes.Select(Sizes.Stretch(yes.Shape, shape)).Numbers;
        double[] second = no.Select(Sizes.Stretch(no.Shape, shape)).Numbers;
        return new Constant(shape, [.. chosen.Select((isTrue, i) => isTrue != 0 ? first[i] : second[i])], yes.IsInteger && no.IsInteger);
    }
}
