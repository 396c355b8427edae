namespace Ghn.Onnx;

/// <summary>Questions that patterns ask about operations and what they take.</summary>
internal static class OperandMatch
{
    /// <summary>The operation of a type that a value is all of, in the same shape; null if it is anything else.</summary>
    public static Operation? From(this Value? value, string type) =>
        value is View { IsWhole: true, Source: Operation operation } view && operation.Type == type && view.Shape == operation.Shape
            ? operation
            : null;

    /// <summary>Whether two values are the same elements.</summary>
    public static bool Equals(Value? left, Value? right) => ReferenceEquals(left, right)
        || (left is View first && right is View second && first.Source == second.Source && first.Shape == second.Shape
            && first.Arrangement.Places().AsSpan().SequenceEqual(second.Arrangement.Places()));

    /// <summary>The other operand of an operation on two, if one of them fits; null if none does.</summary>
    public static Value? Other(this Operation operation, Func<Value, bool> fits) =>
        fits(operation.Input(0)) ? operation.Input(1)
        : fits(operation.Input(1)) ? operation.Input(0)
        : null;

    /// <summary>The operand of an operation on two that is the output of a type of operation, and the other one.</summary>
    public static (Operation Found, Value Other)? Operand(this Operation operation, string type) =>
        operation.Input(0).From(type) is { } first ? (first, operation.Input(1))
        : operation.Input(1).From(type) is { } second ? (second, operation.Input(0))
        : null;

    /// <summary>A parameter with as many elements as there are features, and no others; null if a value is anything else.</summary>
    public static View? AsVector(this Value? value, int features) =>
        value is View { Source: ParameterSource } view && view.Shape.ElementCount == features && view.Shape.Rank > 0
            && view.Shape[^1] == features
            ? view
            : null;

    /// <summary>What a multiplication or division by a number multiplies, and the factor; null if an operation is anything else.</summary>
    public static (View Operand, double Factor)? Scaling(this Operation operation)
    {
        if (operation.Type == "Mul" && operation.Other(value => value.Scalar() is not null) is View product)
        {
            return (product, (operation.Input(0).Scalar() ?? operation.Input(1).Scalar())!.Value);
        }

        return operation.Type == "Div" && operation.Input(1).Scalar() is { } divisor && operation.Input(0) is View quotient
            ? (quotient, 1 / divisor)
            : null;
    }
}
