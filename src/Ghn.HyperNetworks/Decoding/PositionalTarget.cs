namespace Ghn.HyperNetworks;

/// <summary>
/// A table of positional embeddings [1, positions, features]: an image [features, side, side] is decoded and read as one row per position.
/// The first row, the class token's, keeps its initial values; what the decoder does not reach repeats.
/// </summary>
internal sealed class PositionalTarget : WeightTarget
{
    /// <summary>The height and width of the image of positions.</summary>
    public required int Side { get; init; }

    /// <summary>How an image beyond the decoder's largest kernel is made.</summary>
    public required KernelExtension Extension { get; init; }

    /// <inheritdoc/>
    public override Tiling? Tiling => null;

    /// <inheritdoc/>
    public override void Complete()
    {
        int features = Weight.Shape[2];
        int decodedRows = (Side * Side) + 1;
        float[] image = new float[Side * Side];
        for (int feature = 0; feature < Block.InChannels; feature++)
        {
            ReadOnlySpan<float> decoded = Block.Destination.Values.Slice(feature * Block.Kernel.Area, Block.Kernel.Area);
            KernelPlanes.Enlarge(decoded, Block.Kernel, image, Side, Extension);
            for (int row = 0; row < Weight.Shape[1]; row++)
            {
                int position = (row % decodedRows) - 1;
                for (int column = feature; position >= 0 && column < features; column += Block.InChannels)
                {
                    Weight.Values[(row * features) + column] = image[position];
                }
            }
        }
    }
}
