using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Channels dealt out to squares of positions.</summary>
internal sealed class DepthToSpaceOperator() : Operator("DepthToSpace")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Attributes => ["blocksize", "mode"];

    /// <inheritdoc/>
    public override IReadOnlyList<Value>? Fold(OnnxNode node)
    {
        (Value input, int side, int samples, int channels, int height, int width) = SquareBlocks.Of(node);
        if ((long)side * side > channels)
        {
            throw node.Invalid($"it deals {channels} channels out to squares of {side}×{side}");
        }

        int rest = channels / (side * side);
        Value dealt = node.Text("mode", "DCR") == "DCR"
            ? SquareBlocks.Reorder(input.Reshape([samples, side, side, rest, height, width]), [0, 3, 4, 1, 5, 2])
            : SquareBlocks.Reorder(input.Reshape([samples, rest, side, side, height, width]), [0, 1, 4, 2, 5, 3]);
        return One(dealt.Reshape([samples, rest, height * side, width * side]));
    }
}
