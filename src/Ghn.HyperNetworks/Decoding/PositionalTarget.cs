using Ghn.HyperNetworks.Configuration;
using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// A table of positional embeddings [1, positions, features]: an image [features, side, side] is decoded and read as one row per position.
/// The row of a class token, the first, keeps its initial values; what the decoder does not reach repeats.
/// </summary>
internal sealed class PositionalTarget : WeightTarget
{
    /// <summary>The height and width of the image of positions.</summary>
    public required int Side { get; init; }

    /// <summary>Whether the first row is that of a class token, which has no place in the image.</summary>
    public required bool HasClassToken { get; init; }

    /// <summary>How an image beyond the decoder's largest kernel is made.</summary>
    public required KernelExtension Extension { get; init; }

    /// <inheritdoc/>
    public override Tiling? TilingOf(Tensor weight) => null;

    /// <inheritdoc/>
    public override void Complete()
    {
        float[] image = new float[Side * Side];
        for (int feature = 0; feature < Block.InChannels; feature++)
        {
            KernelPlanes.Resize(Decoded(Block, feature), Block.Kernel, image, Side, Extension);
            foreach ((int element, int position) in ElementsOf(feature))
            {
                Weight.Values[element] = image[position];
            }
        }
    }

    /// <inheritdoc/>
    protected override DecodedBlock GradientOfBlock(Tensor gradient)
    {
        DecodedBlock block = Block.In(Tensor.Allocate(Block.Destination.Shape));
        float[] image = new float[Side * Side];
        for (int feature = 0; feature < Block.InChannels; feature++)
        {
            Array.Clear(image);
            foreach ((int element, int position) in ElementsOf(feature))
            {
                image[position] += gradient.Values[element];
            }

            KernelPlanes.ResizeBackward(image, Side, Decoded(block, feature), Block.Kernel, Extension);
        }

        gradient.Dispose();
        return block;
    }

    private static Span<float> Decoded(DecodedBlock block, int feature) =>
        block.Destination.Values.Slice(feature * block.Kernel.Area, block.Kernel.Area);

    /// <summary>The elements of the table that take a decoded feature, and the position in the image that each of them takes.</summary>
    private IEnumerable<(int Element, int Position)> ElementsOf(int feature)
    {
        int features = Weight.Shape[2];
        int tokens = HasClassToken ? 1 : 0;
        int decodedRows = (Side * Side) + tokens;
        for (int row = 0; row < Weight.Shape[1]; row++)
        {
            int position = (row % decodedRows) - tokens;
            for (int column = feature; position >= 0 && column < features; column += Block.InChannels)
            {
                yield return ((row * features) + column, position);
            }
        }
    }
}
