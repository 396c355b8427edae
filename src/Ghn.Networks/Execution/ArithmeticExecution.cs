using Ghn.Networks.Layers;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Kernels.Elementwise;
using Arithmetic = Ghn.Networks.Layers.Arithmetic;

namespace Ghn.Networks.Execution;

/// <summary>Sums, products and their kin of signals, whose shapes may lack entries of each other's dimensions.</summary>
internal static class ArithmeticExecution
{
    /// <summary>How each layer runs.</summary>
    public static IReadOnlyList<LayerExecutor> Executors { get; } =
    [
        LayerExecutor.Of<Add>((call, _) => Fold(call.Inputs, ArithmeticFunction.Add)),
        LayerExecutor.Of<Multiply>((call, _) => Gate(call.Input, call.Inputs[1])),
        LayerExecutor.Of<Arithmetic>((call, layer) => Combine(call.Inputs, layer.Function)),
        LayerExecutor.Of<Reduction>(Run),
    ];

    /// <summary>One number of all along some dimensions.</summary>
    private static Variable Run(LayerCall call, Reduction layer)
    {
        using Variable reduced = call.Input.Reduce(layer.Function, [.. layer.Axes.Select(axis => axis + 1)]);
        return reduced.Reshape([call.BatchSize, .. call.OutputShape()]);
    }

    /// <summary>Joins signals by a function of any number of them, or of two.</summary>
    private static Variable Combine(IReadOnlyList<Variable> inputs, SignalFunction function) => function switch
    {
        SignalFunction.Subtract => inputs[0].Combine(ArithmeticFunction.Subtract, inputs[1]),
        SignalFunction.Divide => inputs[0].Combine(ArithmeticFunction.Divide, inputs[1]),
        SignalFunction.Maximum => Fold(inputs, ArithmeticFunction.Maximum),
        SignalFunction.Minimum => Fold(inputs, ArithmeticFunction.Minimum),
        SignalFunction.Mean => Mean(inputs),
        _ => throw new NotSupportedException($"No execution of the function {function} is known."),
    };

    /// <summary>Joins the first two signals, the result with the third, and so on.</summary>
    private static Variable Fold(IReadOnlyList<Variable> inputs, ArithmeticFunction function)
    {
        if (inputs.Count == 1)
        {
            return inputs[0].Reshape(inputs[0].Shape);
        }

        Variable result = Join(inputs[0], function, inputs[1]);
        foreach (Variable input in inputs.Skip(2))
        {
            using Variable partial = result;
            result = Join(partial, function, input);
        }

        return result;
    }

    /// <summary>The product of a signal and a gate, which mostly has its shape or one value per channel.</summary>
    private static Variable Gate(Variable x, Variable gate)
    {
        if (gate.Shape == x.Shape)
        {
            return x.Multiply(gate);
        }

        bool isPerChannel = gate.Shape[0] == x.Shape[0] && gate.Shape[1] == x.Shape[1]
            && gate.Shape.ElementCount == (long)x.Shape[0] * x.Shape[1];
        return isPerChannel ? x.MultiplyChannels(gate) : x.Combine(ArithmeticFunction.Multiply, gate);
    }

    private static Variable Join(Variable x, ArithmeticFunction function, Variable other) =>
        function == ArithmeticFunction.Add && x.Shape == other.Shape ? x.Add(other) : x.Combine(function, other);

    private static Variable Mean(IReadOnlyList<Variable> inputs)
    {
        using Variable sum = Fold(inputs, ArithmeticFunction.Add);
        return sum.Scale(1f / inputs.Count);
    }
}
