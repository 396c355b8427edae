using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>Elementwise functions that are written as several operations, or in more than one way.</summary>
internal static class ActivationPatterns
{
    /// <summary>Recognises elementwise functions in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (Operation operation in graph.Operations)
        {
            if (Recognize(operation) is { } known)
            {
                operation.Become(Recognized.Activation, [known.Input], new ActivationDetails(known.Function));
            }
        }

        graph.RemoveUnused();
    }

    private static (Value Input, ActivationFunction Function)? Recognize(Operation operation) => operation.Type switch
    {
        "Clip" when Bounds(operation) is (null or double.NegativeInfinity, 6.0) && Rectified(operation.Input(0)) is { } input =>
            (input, ActivationFunction.Relu6),
        "Clip" when Bounds(operation) is (0.0, 6.0) => (Rectified(operation.Input(0)) ?? operation.Input(0), ActivationFunction.Relu6),
        "Clip" when Bounds(operation) is (0.0, null or double.PositiveInfinity or >= float.MaxValue) =>
            (operation.Input(0), ActivationFunction.Relu),
        "Max" when operation.Inputs.Count == 2 && operation.Other(bound => bound.IsNumber(0)) is { } input =>
            (input, ActivationFunction.Relu),
        "Min" when operation.Inputs.Count == 2 && operation.Other(bound => bound.IsNumber(6)) is { } rectified
            && Rectified(rectified) is { } input => (input, ActivationFunction.Relu6),
        "HardSwish" => (operation.Input(0), ActivationFunction.Hardswish),
        "HardSigmoid" when IsHardSigmoid(operation) => (operation.Input(0), ActivationFunction.Hardsigmoid),
        "Gelu" when operation.Node.Text("approximate", "none") == "none" => (operation.Input(0), ActivationFunction.Gelu),
        "Gelu" when operation.Node.Text("approximate", "none") == "tanh" => (operation.Input(0), ActivationFunction.GeluByTanh),
        "Mish" => (operation.Input(0), ActivationFunction.Mish),
        "Mul" => GeluPattern.Find(operation) ?? Gated(operation) ?? SixthOfClip(operation),
        "Div" => SixthOfClip(operation),
        _ => null,
    };

    /// <summary>The x of a ReLU of x; null if a value is anything else.</summary>
    private static Value? Rectified(Value value) => value.From("Relu")?.Input(0)
        ?? (value.From(Recognized.Activation) is { } known && known.DetailsAs<ActivationDetails>().Function == ActivationFunction.Relu
            ? known.Input(0)
            : null);

    private static (double? Least, double? Most) Bounds(Operation clip) => clip.Node.Version < 11
        ? (clip.Node.Number("min", double.NegativeInfinity), clip.Node.Number("max", double.PositiveInfinity))
        : (clip.Inputs.ElementAtOrDefault(1).Scalar(), clip.Inputs.ElementAtOrDefault(2).Scalar());

    private static bool IsHardSigmoid(Operation operation) =>
        Math.Abs(operation.Node.Number("alpha", 0.2) - (1.0 / 6)) < 1e-6 && operation.Node.Number("beta", 0.5) == 0.5;

    /// <summary>x · σ(x), x times its piecewise linear kin, or x · tanh(ln(1 + eˣ)).</summary>
    private static (Value Input, ActivationFunction Function)? Gated(Operation product)
    {
        if (product.Operand("Sigmoid") is { } smooth && OperandMatch.Equals(smooth.Found.Input(0), smooth.Other))
        {
            return (smooth.Other, ActivationFunction.Silu);
        }

        if (product.Operand("Tanh") is { } gate && OperandMatch.Equals(gate.Found.Input(0).From("Softplus")?.Input(0), gate.Other))
        {
            return (gate.Other, ActivationFunction.Mish);
        }

        return product.Operand(Recognized.Activation) is { } hard
            && hard.Found.DetailsAs<ActivationDetails>().Function == ActivationFunction.Hardsigmoid
            && OperandMatch.Equals(hard.Found.Input(0), hard.Other)
                ? (hard.Other, ActivationFunction.Hardswish)
                : null;
    }

    /// <summary>min(max(x + 3, 0), 6) / 6, alone or times x before or after the division.</summary>
    private static (Value Input, ActivationFunction Function)? SixthOfClip(Operation operation)
    {
        if (operation.Scaling() is not { } scaling || Math.Abs(scaling.Factor - (1.0 / 6)) > 1e-6)
        {
            return null;
        }

        if (Shifted(scaling.Operand) is { } shifted)
        {
            return (shifted, ActivationFunction.Hardsigmoid);
        }

        return scaling.Operand.From("Mul") is { } product
            && product.Operand(Recognized.Activation) is { } gated && Shifted(new View(gated.Found)) is { } input
            && OperandMatch.Equals(gated.Other, input)
                ? (input, ActivationFunction.Hardswish)
                : null;
    }

    /// <summary>The x of a ReLU6 of x + 3.</summary>
    private static Value? Shifted(Value value) =>
        value.From(Recognized.Activation) is { } clip && clip.DetailsAs<ActivationDetails>().Function == ActivationFunction.Relu6
            ? clip.Input(0).From("Add")?.Other(term => term.IsNumber(3))
            : null;
}
