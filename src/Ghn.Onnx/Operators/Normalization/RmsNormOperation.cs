using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Normalization;

/// <summary>Normalisation of the last dimension by the root of its mean square.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What is normalised, and perhaps a scale.</param>
/// <param name="Epsilon">What is added to the mean square.</param>
internal sealed record RmsNormOperation(OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, double Epsilon)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        (string, View)[] parameters = WeightAndBias.OfNormalization(this);
        return network.AppendToRows(this, new RmsNorm(Input(0).Shape[^1], Epsilon, Affine: parameters is not []), parameters);
    }
}
