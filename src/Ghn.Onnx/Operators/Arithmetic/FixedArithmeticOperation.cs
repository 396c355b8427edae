using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>Arithmetic with fixed numbers, one step after the other.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it takes.</param>
/// <param name="Steps">What is done.</param>
internal sealed record FixedArithmeticOperation(OnnxNode Node, OperationResult Result, View Argument, IReadOnlyList<FixedStep> Steps)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <summary>A product or quotient with a fixed number as such, and any other operation as it is.</summary>
    public static Operation OfScaling(Operation operation)
    {
        if (operation is not NodeOperation { Type: "Mul" or "Div" } node)
        {
            return operation;
        }

        int place = node.Input(1).Scalar() is not null ? 1 : 0;
        return node.Input(place).Scalar() is not null && node.Input(1 - place) is View view && (place == 1 || node.Type == "Mul")
            ? new FixedArithmeticOperation(node.Node, node.Result, view, [new FixedStep(node.Type, node.Input(place), IsLeft: place == 0)])
            : operation;
    }

    /// <summary>A chain of steps as one factor and one shift, for everything or for each channel.</summary>
    public SignalView Lower(NetworkAssembly network)
    {
        SignalView view = network[Argument];
        SignalView input = view.IsComplete ? view : SampleAxis.Realize(network, this, Argument);
        int channels = Steps.All(step => step.Operand.Scalar() is not null) ? 1 : input.Signal.Shape[0];
        double[] factors = [.. Enumerable.Repeat(1.0, channels)];
        double[] shifts = new double[channels];
        foreach (FixedStep step in Steps)
        {
            double[] numbers = ByChannel(step.Operand, input, channels);
            for (int i = 0; i < channels; i++)
            {
                (factors[i], shifts[i]) = step.Apply(factors[i], shifts[i], numbers[i]);
            }
        }

        return input.Of(network.Append(this, new FrozenAffine(factors, shifts), input.Signal));
    }

    /// <summary>The number of each channel, wherever the value has its channels.</summary>
    private double[] ByChannel(Value operand, SignalView input, int channels)
    {
        if (operand.Scalar() is { } scalar)
        {
            return [.. Enumerable.Repeat(scalar, channels)];
        }

        double[] numbers = new Constant(operand.Shape, operand.Known()!, IsInteger: false)
            .Select(Sizes.Stretch(operand.Shape, input.Shape)).Numbers;
        int[] places = input.Map.Places();
        long size = input.Signal.Shape.ElementCount / channels;
        var found = new double?[channels];
        for (int i = 0; i < places.Length; i++)
        {
            long channel = places[i] / size % channels;
            found[channel] ??= numbers[i];
            if (found[channel] != numbers[i])
            {
                throw Node.Unsupported($"its numbers {operand.Shape} differ within a channel of {input.Shape}");
            }
        }

        return [.. found.Select(number => number!.Value)];
    }
}
