using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>A norm as layers: powers, whose sum is found in between, and its root.</summary>
/// <param name="Order">The power: 2 for the Euclidean norm.</param>
internal sealed record LpNorm(double Order)
{
    /// <summary>The norm of a node; in operator set 1, the power was a real number.</summary>
    public static LpNorm Of(OnnxNode node) =>
        (node.Version > 1 ? node.Integer("p", 2) : node.Number("p", 2)) is > 0 and var order ? new LpNorm(order)
            : throw node.Invalid("its norm is of no positive order");

    /// <summary>The elements' magnitudes, each to the power.</summary>
    public Signal Powers(NetworkAssembly network, Operation operation, Signal signal)
    {
        Signal magnitudes = network.Append(operation, new Pointwise(Ghn.Tensors.Kernels.Elementwise.PointwiseFunction.Abs), signal);
        return Order == 1 ? magnitudes : network.Append(operation, Pointwise.Power(Order), magnitudes);
    }

    /// <summary>The norm, given the sum of the powers.</summary>
    public Signal Root(NetworkAssembly network, Operation operation, Signal sum) =>
        Order == 1 ? sum : network.Append(operation, Pointwise.Power(1 / Order), sum);
}
