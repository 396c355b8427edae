using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Products;

/// <summary>A product of matrices and a sum: an affine map, if the second matrix is learnt.</summary>
internal sealed class GemmOperator() : Operator("Gemm")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["alpha", "beta", "transA", "transB"];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["broadcast"] = "below operator set 7 it says that the bias is stretched, as it is",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<LayerExporter> Exporters => [LayerExporter.Of<Linear>(LinearOperation.Export)];

    /// <inheritdoc/>
    public override Shape ShapeOf(OnnxNode node)
    {
        (Shape left, Shape right) = (node.Input(0).Shape, node.Input(1).Shape);
        if (left.Rank != 2 || right.Rank != 2)
        {
            throw node.Invalid($"it cannot multiply {left} by {right}");
        }

        (int rows, int inner) = node.Integer("transA", 0) == 0 ? (left[0], left[1]) : (left[1], left[0]);
        (int own, int columns) = node.Integer("transB", 0) == 0 ? (right[0], right[1]) : (right[1], right[0]);
        return inner == own ? Sizes.Shape([rows, columns]) : throw node.DoesNotFit($"it cannot multiply {left} by {right}");
    }

    /// <inheritdoc/>
    public override Operation Specialize(NodeOperation operation)
    {
        OnnxNode node = operation.Node;
        if (operation.Input(1) is not View { Source: ParameterSource or ComputedSource } weight)
        {
            throw node.Unsupported("it is more than an affine map with learnt weights");
        }

        View argument = node.Integer("transA", 0) == 0 ? operation.ViewAt(0) : MatMulOperator.Transposed(operation.ViewAt(0));
        View oriented = node.Integer("transB", 0) == 1 ? weight : MatMulOperator.Transposed(weight);
        (double alpha, double beta) = (node.Number("alpha", 1), node.Number("beta", 1));
        Value? bias = beta == 0 ? null : operation.OptionalInput(2);
        View? vector = bias.AsVector(operation.Shape[^1]);
        if (bias is not null && vector is null && bias.Scalar() is null)
        {
            throw node.Unsupported($"its bias has the shape {bias.Shape}");
        }

        return alpha == 1 && (bias is null || (beta == 1 && vector is not null))
            ? new LinearOperation(node, operation.Result, argument, oriented, vector)
            : vector is null
                ? new ScaledLinearOperation(node, operation.Result, argument, oriented, null, alpha, 1, beta * (bias.Scalar() ?? 0))
                : new ScaledLinearOperation(node, operation.Result, argument, oriented, vector, alpha / beta, beta, 0);
    }
}
