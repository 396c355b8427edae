using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>
/// GELU as a product of x, ½ and a gate, in any order: the gate is 1 + erf(x / √2), or 1 + tanh(√(2/π)·(x + 0.044715·x³)), which is near
/// it.
/// </summary>
/// <param name="graph">The graph.</param>
internal sealed class GeluMatch(OperationGraph graph)
{
    private const double Tolerance = 1e-6;

    /// <summary>The x of a GELU that ends in a product, and which kind it is; null if the product is anything else.</summary>
    public (Value Input, ActivationFunction Function)? Find(NodeOperation product)
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
        return input is not null && ValueMatch.AreSame(input, argument) ? (input, function) : null;
    }

    private void Collect(NodeOperation product, List<Value> factors, int depth)
    {
        foreach (Value operand in (Value[])[product.Input(0), product.Input(1)])
        {
            if (depth > 1 && graph.From(operand, "Mul") is { } inner)
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
    private (Value Argument, ActivationFunction Function)? ArgumentOf(Value gate)
    {
        Value? step = graph.From(gate, "Add")?.Other(term => term.IsNumber(1));
        if (Scaled(graph.From(step, "Erf")?.Input(0), Math.Sqrt(0.5)) is { } exact)
        {
            return (exact, ActivationFunction.Gelu);
        }

        Value? angle = graph.From<ActivationOperation>(step) is { Function: ActivationFunction.Tanh } tanh ? tanh.Argument : null;
        return graph.From(Scaled(angle, Math.Sqrt(2 / Math.PI)), "Add") is { } sum && ArgumentOfCubic(sum) is { } argument
            ? (argument, ActivationFunction.GeluByTanh)
            : null;
    }

    /// <summary>The x of x + 0.044715·x³.</summary>
    private Value? ArgumentOfCubic(NodeOperation sum) =>
        sum.Other(term => Scaled(term, 0.044715) is { } cube && IsCube(cube, sum.Input(0) == term ? sum.Input(1) : sum.Input(0)));

    private bool IsCube(Value value, Value root) =>
        (graph.From(value, "Pow") is { } power && ValueMatch.AreSame(power.Input(0), root) && power.Input(1).IsNumber(3))
        || (graph.From(graph.From(value, "Mul")?.Other(factor => ValueMatch.AreSame(factor, root)), "Mul") is { } square
            && ValueMatch.AreSame(square.Input(0), root) && ValueMatch.AreSame(square.Input(1), root));

    /// <summary>What a multiplication or division by a number multiplies, if the factor is a given one.</summary>
    private View? Scaled(Value? value, double factor) =>
        value is View { IsWhole: true } view && graph.Producer(view.Source)?.Scaling() is { } scaling
            && Math.Abs(scaling.Factor - factor) < Tolerance
            ? scaling.Operand
            : null;
}
