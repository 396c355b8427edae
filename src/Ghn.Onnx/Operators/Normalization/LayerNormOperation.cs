using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Normalisation of the last dimension.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What is normalised, with its normalised dimensions as one, and perhaps a scale and a shift.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record LayerNormOperation(OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, double Epsilon)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        (string, View)[] parameters = WeightAndBias.OfNormalization(this);
        return Shape.Rank > 0
            ? network.AppendToRows(
                this, new LayerNorm(Input(0).Shape[^1], Epsilon, Affine: parameters is not [], Bias: parameters is not [_]), parameters)
            : throw Node.Invalid("its input has no dimensions");
    }
}
