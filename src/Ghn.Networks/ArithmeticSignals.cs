using Ghn.Networks.Layers;
using Ghn.Tensors.Kernels.Elementwise;
using Ghn.Tensors.Kernels.Reductions;
using Arithmetic = Ghn.Networks.Layers.Arithmetic;

namespace Ghn.Networks;

/// <summary>Functions of elements, of several signals and along dimensions, as methods of the signals they act on.</summary>
public static class ArithmeticSignals
{
    /// <summary>A function of each element; those with parameters are made by <see cref="Networks.Layers.Pointwise"/> itself.</summary>
    public static Signal Pointwise(this Signal input, PointwiseFunction function) => input.Apply(new Pointwise(function));

    /// <summary>The signal less another.</summary>
    public static Signal Subtract(this Signal input, Signal other) => Join(SignalFunction.Subtract, [input, other]);

    /// <summary>The signal over another.</summary>
    public static Signal Divide(this Signal input, Signal other) => Join(SignalFunction.Divide, [input, other]);

    /// <summary>The elementwise maximum of signals.</summary>
    public static Signal Maximum(params IReadOnlyList<Signal> inputs) => Join(SignalFunction.Maximum, inputs);

    /// <summary>The elementwise minimum of signals.</summary>
    public static Signal Minimum(params IReadOnlyList<Signal> inputs) => Join(SignalFunction.Minimum, inputs);

    /// <summary>The elementwise mean of signals.</summary>
    public static Signal Mean(params IReadOnlyList<Signal> inputs) => Join(SignalFunction.Mean, inputs);

    /// <summary>One number of all along some dimensions, that of samples not counted.</summary>
    public static Signal Reduce(
        this Signal input, ReductionFunction function, IReadOnlyList<int> axes, bool keepsDimensions = false) =>
        input.Apply(new Reduction(function, axes, keepsDimensions));

    private static Signal Join(SignalFunction function, IReadOnlyList<Signal> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs[0].Network.Append(new Arithmetic(function), inputs);
    }
}
