using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>Elementwise functions of constants, stretched to each other's shape.</summary>
internal static class ElementwiseArithmetic
{
    private static readonly Dictionary<string, Func<double, double>> Unary = new(StringComparer.Ordinal)
    {
        ["Neg"] = number => -number,
        ["Not"] = isTrue => isTrue == 0 ? 1 : 0,
        ["Abs"] = Math.Abs,
        ["Floor"] = Math.Floor,
        ["Ceil"] = Math.Ceiling,
        ["Round"] = number => Math.Round(number, MidpointRounding.ToEven),
        ["Sqrt"] = Math.Sqrt,
        ["Reciprocal"] = number => 1 / number,
        ["Exp"] = Math.Exp,
        ["Log"] = Math.Log,
    };

    private static readonly Dictionary<string, Func<double, double, double>> Binary = new(StringComparer.Ordinal)
    {
        ["Add"] = (left, right) => left + right,
        ["Sub"] = (left, right) => left - right,
        ["Mul"] = (left, right) => left * right,
        ["Div"] = (left, right) => left / right,
        ["Pow"] = Math.Pow,
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
    };

    /// <summary>Functions whose result is a truth value, or an integer if their operands are.</summary>
    private static readonly Dictionary<string, Func<double, double, double>> Discrete = new(StringComparer.Ordinal)
    {
        ["Equal"] = (left, right) => left == right ? 1 : 0,
        ["Less"] = (left, right) => left < right ? 1 : 0,
        ["LessOrEqual"] = (left, right) => left <= right ? 1 : 0,
        ["Greater"] = (left, right) => left > right ? 1 : 0,
        ["GreaterOrEqual"] = (left, right) => left >= right ? 1 : 0,
        ["And"] = (left, right) => left != 0 && right != 0 ? 1 : 0,
        ["Or"] = (left, right) => left != 0 || right != 0 ? 1 : 0,
    };

    /// <summary>The result of a node; null if it is no such function, or not one of constants.</summary>
    public static Constant? Evaluate(OnnxNode node)
    {
        if (node.Inputs.Count == 0 || !node.Inputs.All(input => input is Constant))
        {
            return null;
        }

        Constant[] inputs = [.. node.Inputs.OfType<Constant>()];
        bool areIntegers = inputs.All(input => input.IsInteger);
        return node.Type switch
        {
            "Where" when inputs.Length == 3 => Choose(inputs[0], inputs[1], inputs[2]),
            "Mod" when inputs.Length == 2 => Combine(inputs[0], inputs[1], node.Integer("fmod", 0) == 1 ? Remainder : Modulo, areIntegers),
            "Div" when areIntegers && inputs.Length == 2 => Combine(inputs[0], inputs[1], (left, right) => Math.Truncate(left / right), areIntegers),
            string type when Unary.TryGetValue(type, out Func<double, double>? function) =>
                inputs[0] with { Numbers = Array.ConvertAll(inputs[0].Numbers, new Converter<double, double>(function)) },
            string type when Binary.TryGetValue(type, out Func<double, double, double>? function) =>
                inputs.Skip(1).Aggregate(inputs[0], (result, next) => Combine(result, next, function, areIntegers)),
            string type when inputs.Length == 2 && Discrete.TryGetValue(type, out Func<double, double, double>? function) =>
                Combine(inputs[0], inputs[1], function, isInteger: true),
            _ => null,
        };
    }

    private static double Remainder(double left, double right) => left % right;

    private static double Modulo(double left, double right) => left - (right * Math.Floor(left / right));

    private static Constant Combine(Constant left, Constant right, Func<double, double, double> function, bool isInteger)
    {
        Shape shape = Sizes.Broadcast(left.Shape, right.Shape);
        double[] first = left.Select(Sizes.Stretch(left.Shape, shape)).Numbers;
        double[] second = right.Select(Sizes.Stretch(right.Shape, shape)).Numbers;
        return new Constant(shape, [.. first.Zip(second, function)], isInteger);
    }

    private static Constant Choose(Constant condition, Constant yes, Constant no)
    {
        Shape shape = Sizes.Broadcast(condition.Shape, Sizes.Broadcast(yes.Shape, no.Shape));
        double[] chosen = condition.Select(Sizes.Stretch(condition.Shape, shape)).Numbers;
        double[] first = yes.Select(Sizes.Stretch(yes.Shape, shape)).Numbers;
        double[] second = no.Select(Sizes.Stretch(no.Shape, shape)).Numbers;
        return new Constant(shape, [.. chosen.Select((isTrue, i) => isTrue != 0 ? first[i] : second[i])], yes.IsInteger && no.IsInteger);
    }
}
