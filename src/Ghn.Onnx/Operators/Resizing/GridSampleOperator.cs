using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Resizing;

/// <summary>Maps at the places of a grid: of the result, only the shape is known.</summary>
internal sealed class GridSampleOperator() : PassedOverOperator("GridSample", Size)
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> IgnoredAttributes { get; } = new Dictionary<string, string>
    {
        ["align_corners"] = "it says nothing about the shape",
        ["mode"] = "it says nothing about the shape",
        ["padding_mode"] = "it says nothing about the shape",
    };

    private static Shape Size(OnnxNode node)
    {
        (Shape maps, Shape grid) = (node.Input(0).Shape, node.Input(1).Shape);
        return maps.Rank > 1
            ? Sizes.Shape([maps[0], maps[1], .. grid.Skip(1).SkipLast(1)])
            : throw node.Invalid($"it takes {maps}, not feature maps");
    }
}
