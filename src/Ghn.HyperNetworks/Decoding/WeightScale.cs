using Ghn.Tensors;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// The factor that gives predicted weights the variance of a good initialisation: √(β / fan-in), with β = 2 for weights followed by a
/// rectifier and β = 1 for depthwise and row-shaped kernels (GHN-2 paper, Section 4.1 and Table 2, with the reference's choice of β).
/// </summary>
internal static class WeightScale
{
    /// <summary>The factor for a weight of the given full shape; 1 for positional encodings, which are left as they are.</summary>
    public static float Of(Shape shape)
    {
        bool isPositionalEncoding = shape.Rank > 2 && shape[0] == 1 && shape[2] >= 11;
        if (isPositionalEncoding)
        {
            return 1;
        }

        bool isDepthwiseOrRow = shape.Rank == 4 && (shape[1] == 1 || shape[2] < shape[3]);
        double fanIn = (double)shape.ElementCount / shape[0];
        return (float)Math.Sqrt((isDepthwiseOrRow ? 1 : 2) / fanIn);
    }
}
