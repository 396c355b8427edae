using Ghn.Networks;

namespace Ghn.Onnx;

/// <summary>Fixed factors and shifts.</summary>
internal static class FixedArithmeticLayers
{
    /// <summary>A chain of steps as one factor and one shift, for everything or for each channel.</summary>
    public static SignalView Map(NetworkAssembly network, Operation operation)
    {
        SignalView view = network[operation.ViewAt(0)];
        SignalView input = view.IsComplete ? view : network.Whole(network.Realize(view), operation.Shape);
        IReadOnlyList<FixedStep> steps = operation.DetailsAs<FixedArithmeticDetails>().Steps;
        int channels = steps.All(step => step.Operand.Scalar() is not null) ? 1 : input.Signal.Shape[0];
        double[] factors = [.. Enumerable.Repeat(1.0, channels)];
        double[] shifts = new double[channels];
        foreach (FixedStep step in steps)
        {
            double[] numbers = ByChannel(operation, step.Operand, input, channels);
            for (int i = 0; i < channels; i++)
            {
                (factors[i], shifts[i]) = step.Apply(factors[i], shifts[i], numbers[i]);
            }
        }

        return input.Of(network.Append(operation, new ChannelAffine(factors, shifts), input.Signal));
    }

    /// <summary>The number of each channel, wherever the value has its channels.</summary>
    private static double[] ByChannel(Operation operation, Value operand, SignalView input, int channels)
    {
        if (operand.Scalar() is { } scalar)
        {
            return [.. Enumerable.Repeat(scalar, channels)];
        }

        double[] numbers = new Constant(operand.Shape, operand.Known()!, IsInteger: false)
            .Select(Sizes.Stretch(operand.Shape, input.Shape)).Numbers;
        int[] places = input.Arrangement.Places();
        long size = input.Signal.Shape.ElementCount / channels;
        var found = new double?[channels];
        for (int i = 0; i < places.Length; i++)
        {
            long channel = places[i] / size % channels;
            found[channel] ??= numbers[i];
            if (found[channel] != numbers[i])
            {
                throw operation.Node.Unsupported($"its numbers {operand.Shape} differ within a channel of {input.Shape}");
            }
        }

        return [.. found.Select(number => number!.Value)];
    }
}
