using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Products;

/// <summary>An affine map of the last dimension.</summary>
/// <param name="Node">The node in the file, the last one of several.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">What it takes.</param>
/// <param name="Weight">The weight [out, in].</param>
/// <param name="Bias">The bias; null for none.</param>
internal sealed record LinearOperation(OnnxNode Node, OperationResult Result, Value Argument, View Weight, Value? Bias)
    : Operation(Node, Result, Bias is null ? [Argument, Weight] : [Argument, Weight, Bias]), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        var layer = new Linear(Weight.Shape[1], Weight.Shape[0], Bias: Bias is not null);
        SignalView input = network[ViewAt(0)];
        if (network.IsFromPyTorch || ColumnOrder.Of(input) is not { } columns)
        {
            return network.AppendToRows(this, layer, WeightAndBias.Of(this));
        }

        Signal features = network.Realize(network.Whole(input.Signal, input.Shape));
        Signal output = network.Append(
            this, layer, features, WeightAndBias.Of(this),
            (_, entry, binding) => entry == "weight" ? binding with { Columns = columns } : binding);
        return network.Whole(output, Shape);
    }

    /// <summary>Matrices have an operator that takes a weight as PyTorch stores it; sequences and maps of features have not.</summary>
    public static OnnxValue Export(LayerExport layer, Linear linear) => layer.InputShape.Rank == 1
        ? layer.Input.Apply("Gemm", layer.Weights(linear.Bias), OnnxAttributes.Integer("transB", 1))
        : layer.Input.Linear(layer.Weight("weight"), linear.Bias ? layer.Weight("bias") : null);
}
