using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Squares of positions gathered as channels.</summary>
internal sealed class SpaceToDepthOperator() : Operator("SpaceToDepth")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["blocksize"];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        (Value input, int side, int samples, int channels, int height, int width) = SquareBlocks.Of(node);
        return One(SquareBlocks.Reorder(input.Reshape([samples, channels, height / side, side, width / side, side]), [0, 3, 5, 1, 2, 4])
            .Reshape([samples, channels * side * side, height / side, width / side]));
    }
}
