using Ghn.Tensors;

namespace Ghn.Networks.Layers.Attention;

/// <summary>
/// Turns each 2×2 patch of feature maps (height, width, features) into one position with the features of all four, in the
/// order top left, bottom left, top right, bottom right. Zeros fill an odd height or width up.
/// </summary>
public sealed record PatchMerging : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        (int height, int width, int features) = SignalShapes.ImageOfFeatures(inputs, this);
        return [(height + 1) / 2, (width + 1) / 2, 4 * features];
    }
}
