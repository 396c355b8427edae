using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Elementwise;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>A function of signals element by element, which are stretched to each other's shape: a row each.</summary>
/// <param name="name">ONNX's name.</param>
/// <param name="joint">The function of signals.</param>
/// <param name="function">The same of two numbers.</param>
/// <param name="ofIntegers">The same of integers, where it is another one.</param>
internal sealed class SignalOperator(
    string name, SignalFunction joint, Func<double, double, double> function, Func<double, double, double>? ofIntegers = null)
    : BinaryOperator(name, function, ofIntegers)
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters =>
    [
        LayerExporter.Of<Networks.Layers.Arithmetic>(
            (layer, _) => layer.Input.Apply(Name, [.. layer.Inputs.Skip(1)]), arithmetic => arithmetic.Function == joint),
    ];

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) => joint switch
    {
        SignalFunction.Maximum or SignalFunction.Minimum => Bound(network, operation),
        SignalFunction.Divide when operation.Input(0).Scalar() is { } dividend => Divide(network, operation, dividend),
        _ => Join(network, operation, [.. operation.Inputs.Select((_, place) => operation.ViewAt(place))]),
    };

    private SignalView Join(NetworkAssembly network, NodeOperation operation, View[] operands) => operands.Length == 1
        ? network[operands[0]]
        : JoinedSignals.Join(network, operation, new Networks.Layers.Arithmetic(joint), operands);

    /// <summary>The greatest or least of signals, and of numbers that bound them.</summary>
    private SignalView Bound(NetworkAssembly network, NodeOperation operation)
    {
        double[] bounds = [.. operation.Inputs.Select(input => input.Scalar()).OfType<double>()];
        View[] operands =
        [
            .. Enumerable.Range(0, operation.Inputs.Count)
                .Where(place => operation.Input(place).Scalar() is null).Select(operation.ViewAt),
        ];
        SignalView joined = Join(network, operation, operands);
        if (bounds.Length == 0)
        {
            return joined;
        }

        Pointwise bound = joint == SignalFunction.Maximum ? Pointwise.Clip(bounds.Max()) : Pointwise.Clip(maximum: bounds.Min());
        return ElementwiseLowering.Apply(network, operation, joined, bound);
    }

    private static SignalView Divide(NetworkAssembly network, NodeOperation operation, double dividend)
    {
        SignalView divisor = network[operation.ViewAt(1)];
        SignalView reciprocal = ElementwiseLowering.Apply(network, operation, divisor, new Pointwise(PointwiseFunction.Reciprocal));
        return dividend == 1 ? reciprocal : ElementwiseLowering.Apply(network, operation, reciprocal, new FrozenAffine([dividend], [0]));
    }
}
