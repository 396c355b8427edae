using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Products;

/// <summary>A product of matrices: a linear map, if the second one is learnt, or else a product of signals, as attention has it.</summary>
internal sealed class MatMulOperator() : Operator("MatMul")
{
    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<MatrixProduct>(Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        (Shape left, Shape right) = (node.Input(0).Shape, node.Input(1).Shape);
        if (left.Rank < 1 || right.Rank < 1 || left[^1] != right[right.Rank == 1 ? 0 : ^2])
        {
            throw node.DoesNotFit($"it cannot multiply {left} by {right}");
        }

        Shape stack = Sizes.Broadcast([.. left.SkipLast(2)], [.. right.SkipLast(2)]);
        long[] rows = left.Rank == 1 ? [] : [left[^2]];
        long[] columns = right.Rank == 1 ? [] : [right[^1]];
        return Sizes.Shape([.. stack.Select(size => (long)size), .. rows, .. columns]);
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation) =>
        operation.Input(0).Shape.Rank > 1 && operation.Input(1) is View { Source: ParameterSource or ComputedSource, Shape.Rank: 2 } weight
            ? new LinearOperation(operation.Node, operation.Result, operation.Input(0), Transposed(weight), Bias: null)
            : operation;

    /// <inheritdoc/>
    public override SignalView Lower(NetworkAssembly network, NodeOperation operation) =>
        operation.Input(0).Shape.Rank > 1 && operation.Input(1).Shape.Rank > 1
            ? SignalProduct.Lower(network, operation)
            : throw operation.Node.Unsupported($"it multiplies {operation.Input(0).Shape} by {operation.Input(1).Shape}, a vector");

    private static OnnxValue Export(LayerExport layer, MatrixProduct product)
    {
        int rank = layer.InputShape.Rank + 1;
        OnnxValue second = product.IsSecondTransposed
            ? layer.Inputs[1].Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2])
            : layer.Inputs[1];
        return layer.Input.MatrixProduct(second);
    }

    /// <summary>A matrix with rows for columns.</summary>
    internal static View Transposed(View matrix) => matrix.Select(IndexMap.Transposed(matrix.Shape[0], matrix.Shape[1]));
}
