using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Operators.Views;

/// <summary>Feature maps between which and squares of positions values move.</summary>
internal static class SquareBlocks
{
    /// <summary>The maps and the side of the squares.</summary>
    public static (Value Input, int Side, int Samples, int Channels, int Height, int Width) Of(OnnxNode node)
    {
        Value input = node.Input(0);
        int side = node.Int32("blocksize", 0);
        return input.Shape is [var samples, var channels, var height, var width] && side > 0
            ? (input, side, samples, channels, height, width)
            : throw node.DoesNotFit($"it does not fit an input of the shape {input.Shape}");
    }

    /// <summary>The dimensions in another order.</summary>
    public static Value Reorder(Value value, int[] order) => value.Select(IndexMap.Reorder(value.Shape, order));
}
