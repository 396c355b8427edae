using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Operators.Base;

/// <summary>The parameters of operations that take them after their first input.</summary>
internal static class WeightAndBias
{
    /// <summary>The weight, and the bias if there is one, by their names in a layer's state.</summary>
    public static (string Entry, View View)[] Of(Operation operation) => operation.OptionalInput(2) is not null
        ? [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))]
        : [("weight", operation.ViewAt(1))];

    /// <summary>As <see cref="Of"/>, of an operation that may have neither.</summary>
    public static (string Entry, View View)[] OfNormalization(Operation operation) =>
        operation.Inputs.Count == 1 ? [] : operation.Inputs.Count == 2 ? [("weight", operation.ViewAt(1))]
        : [("weight", operation.ViewAt(1)), ("bias", operation.ViewAt(2))];
}
