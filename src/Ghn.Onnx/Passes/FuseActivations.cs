using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Passes;

/// <summary>Elementwise functions that are written as several operations, or in more than one way.</summary>
/// <param name="graph">The graph.</param>
internal sealed class FuseActivations(OperationGraph graph)
{
    private readonly GeluMatch _gelu = new(graph);

    /// <summary>Fuses elementwise functions in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        var fusion = new FuseActivations(graph);
        foreach (NodeOperation operation in graph.Operations.OfType<NodeOperation>())
        {
            if (fusion.Match(operation) is { } known)
            {
                graph.Replace(new ActivationOperation(operation.Node, operation.Result, known.Input, known.Function));
            }
        }

        graph.RemoveUnused();
    }

    private (Value Input, ActivationFunction Function)? Match(NodeOperation operation) => operation.Type switch
    {
        "Clip" => Clipped(operation),
        "Max" when operation.Inputs.Count == 2 && operation.Other(bound => bound.IsNumber(0)) is { } input =>
            Capped(input) is { } capped ? (capped, ActivationFunction.Relu6) : (input, ActivationFunction.Relu),
        "Min" when operation.Inputs.Count == 2 && operation.Other(bound => bound.IsNumber(6)) is { } rectified
            && Rectified(rectified) is { } input => (input, ActivationFunction.Relu6),
        "Mul" => _gelu.Find(operation) ?? Gated(operation) ?? SixthOfClip(operation),
        "Div" => SixthOfClip(operation),
        _ => null,
    };

    private (Value Input, ActivationFunction Function)? Clipped(NodeOperation clip) => ClipOperator.Bounds(clip) switch
    {
        (double.NegativeInfinity, 6.0) when Rectified(clip.Input(0)) is { } input => (input, ActivationFunction.Relu6),
        (0.0, 6.0) => (Rectified(clip.Input(0)) ?? clip.Input(0), ActivationFunction.Relu6),
        (0.0, >= float.MaxValue) => (clip.Input(0), ActivationFunction.Relu),
        _ => null,
    };

    /// <summary>The x of min(x, 6); null if a value is anything else.</summary>
    private Value? Capped(Value value) =>
        graph.From(value, "Min") is { Inputs.Count: 2 } min ? min.Other(bound => bound.IsNumber(6)) : null;

    /// <summary>The x of a ReLU of x; null if a value is anything else.</summary>
    private Value? Rectified(Value value) => Argument(value, ActivationFunction.Relu);

    /// <summary>The x of a function of x; null if a value is anything else.</summary>
    private Value? Argument(Value? value, ActivationFunction function) =>
        graph.From<ActivationOperation>(value) is { } known && known.Function == function ? known.Argument : null;

    /// <summary>x · σ(x), x times its piecewise linear kin, or x · tanh(ln(1 + eˣ)).</summary>
    private (Value Input, ActivationFunction Function)? Gated(NodeOperation product)
    {
        if (graph.Operand<ActivationOperation>(product, gate => gate.Function == ActivationFunction.Sigmoid) is var (smooth, x)
            && ValueMatch.AreSame(smooth.Argument, x))
        {
            return (x, ActivationFunction.Silu);
        }

        if (graph.Operand<ActivationOperation>(product, gate => gate.Function == ActivationFunction.Tanh) is var (tanh, y)
            && ValueMatch.AreSame(Argument(tanh.Argument, ActivationFunction.Softplus), y))
        {
            return (y, ActivationFunction.Mish);
        }

        return graph.Operand<ActivationOperation>(product, gate => gate.Function == ActivationFunction.Hardsigmoid) is var (hard, z)
            && ValueMatch.AreSame(hard.Argument, z)
                ? (z, ActivationFunction.Hardswish)
                : null;
    }

    /// <summary>min(max(x + 3, 0), 6) / 6, alone or times x before or after the division.</summary>
    private (Value Input, ActivationFunction Function)? SixthOfClip(NodeOperation operation)
    {
        if (operation.Scaling() is not { } scaling || Math.Abs(scaling.Factor - (1.0 / 6)) > 1e-6)
        {
            return null;
        }

        if (Shifted(scaling.Operand) is { } shifted)
        {
            return (shifted, ActivationFunction.Hardsigmoid);
        }

        return graph.From(scaling.Operand, "Mul") is { } product
            && graph.Operand<ActivationOperation>(product, clip => clip.Function == ActivationFunction.Relu6) is var (gate, other)
            && Shifted(gate) is { } input && ValueMatch.AreSame(other, input)
                ? (input, ActivationFunction.Hardswish)
                : null;
    }

    /// <summary>The x of a ReLU6 of x + 3.</summary>
    private Value? Shifted(Value value) => graph.From<ActivationOperation>(value) is { } clip ? Shifted(clip) : null;

    private Value? Shifted(ActivationOperation clip) => clip.Function == ActivationFunction.Relu6
        ? graph.From(clip.Argument, "Add")?.Other(term => term.IsNumber(3))
        : null;
}
