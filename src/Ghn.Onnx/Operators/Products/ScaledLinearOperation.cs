using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Products;

/// <summary>An affine map between fixed factors: <c>factor·(W·(inputFactor·x) + b) + shift</c>.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it takes.</param>
/// <param name="Weight">The weight [out, in].</param>
/// <param name="Bias">The bias; null for none.</param>
/// <param name="InputFactor">What the input is multiplied by.</param>
/// <param name="Factor">What the map's result is multiplied by.</param>
/// <param name="Shift">What is added to it then.</param>
internal sealed record ScaledLinearOperation(
    OnnxNode Node, OperationResult Result, View Argument, View Weight, View? Bias, double InputFactor, double Factor, double Shift)
    : Operation(Node, Result, Bias is null ? [Argument, Weight] : [Argument, Weight, Bias]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        var layer = new Linear(Weight.Shape[1], Weight.Shape[0], Bias: Bias is not null);
        Signal input = Affine(network, network.Realize(network[Argument]), InputFactor, 0);
        Signal mapped = network.Append(this, layer, input, WeightAndBias.Of(this));
        return network.Whole(Affine(network, mapped, Factor, Shift), Shape);
    }

    private Signal Affine(NetworkAssembly network, Signal signal, double factor, double shift) =>
        (factor, shift) == (1, 0) ? signal : network.Append(this, new FrozenAffine([factor], [shift]), signal);
}
