using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>
/// GELU as a product of x, ½ and a gate, in any order: the gate is 1 + erf(x / √2), or 1 + tanh(√(2/π)·(x + 0.044715·x³)), which is near it.
/// </summary>
internal static class GeluPattern
{
    private const double Tolerance = 1e-6;

    /// <summary>The x of a GELU that ends in a product, and which kind it is; null if the product is anything else.</summary>
    public static (Value Input, ActivationFunction Function)? Find(Operation product)
    {
        var factors = new List<Value>();
        Collect(product, factors, depth: 2);
        Value? gate = factors.FirstOrDefault(factor => ArgumentOf(factor) is not null);
        if (gate is null || factors.Count != 3 || !factors.Any(factor => factor.IsNumber(0.5)))
        {
            return null;
        }

        // There is none where both other factors are halves.
        Value? input = factors.FirstOrDefault(factor => factor != gate && !factor.IsNumber(0.5));
        (Value argument, ActivationFunction function) = ArgumentOf(gate)!.Value;
        return input is not null && OperandMatch.Equals(input, argument) ? (input, function) : null;
    }

    private static void Collect(Operation product, List<Value> factors, int depth)
    {
        foreach (Value operand in (Value[])[product.Input(0), product.Input(1)])
        {
            if (depth > 1 && operand.From("Mul") is { } inner)
            {
                Collect(inner, factors, depth - 1);
            }
            else
            {
                factors.Add(operand);
            }
        }
    }

    /// <summary>The x of a gate.</summary>
    private static (Value Argument, ActivationFunction Function)? ArgumentOf(Value gate)
    {
        Value? step = gate.From("Add")?.Other(term => term.IsNumber(1));
        if (Scaled(step.From("Erf")?.Input(0), Math.Sqrt(0.5)) is { } exact)
        {
            return (exact, ActivationFunction.Gelu);
        }

        return Scaled(step.From("Tanh")?.Input(0), Math.Sqrt(2 / Math.PI)).From("Add") is { } sum && ArgumentOfCubic(sum) is { } argument
            ? (argument, ActivationFunction.GeluByTanh)
            : null;
    }

    /// <summary>The x of x + 0.044715·x³.</summary>
    private static Value? ArgumentOfCubic(Operation sum) =>
        sum.Other(term => Scaled(term, 0.044715) is { } cube && IsCube(cube, sum.Input(0) == term ? sum.Input(1) : sum.Input(0)));

    private static bool IsCube(Value value, Value root) =>
        (value.From("Pow") is { } power && OperandMatch.Equals(power.Input(0), root) && power.Input(1).IsNumber(3))
        || (value.From("Mul")?.Other(factor => OperandMatch.Equals(factor, root)).From("Mul") is { } square
            && OperandMatch.Equals(square.Input(0), root) && OperandMatch.Equals(square.Input(1), root));

    /// <summary>What a multiplication or division by a number multiplies, if the factor is a given one.</summary>
    private static View? Scaled(Value? value, double factor) =>
        value is View { IsWhole: true, Source: Operation operation } && operation.Scaling() is { } scaling
            && Math.Abs(scaling.Factor - factor) < Tolerance
            ? scaling.Operand
            : null;
}
