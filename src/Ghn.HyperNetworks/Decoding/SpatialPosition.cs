using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.Layers;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A position of a node's feature map that some kernel is cut from.</summary>
/// <param name="Block">The weight that the kernel belongs to.</param>
/// <param name="MapIndex">The position in the feature map, row-major.</param>
internal readonly record struct SpatialPosition(DecodedBlock Block, int MapIndex)
{
    /// <summary>The positions of all blocks, one block after the other, each row-major.</summary>
    public static SpatialPosition[] Layout(IEnumerable<BlockRows> blocks, HyperNetworkConfiguration configuration)
    {
        Size2d map = configuration.MaxKernel;
        var positions = new List<SpatialPosition>();
        foreach ((DecodedBlock block, _) in blocks)
        {
            int top = Start(map.Height, block.Kernel.Height, configuration.KernelAnchor);
            int left = Start(map.Width, block.Kernel.Width, configuration.KernelAnchor);
            for (int y = top; y < top + block.Kernel.Height; y++)
            {
                for (int x = left; x < left + block.Kernel.Width; x++)
                {
                    positions.Add(new SpatialPosition(block, (y * map.Width) + x));
                }
            }
        }

        return [.. positions];
    }

    private static int Start(int map, int kernel, KernelAnchor anchor) =>
        anchor == KernelAnchor.TopLeft ? 0 : Math.Max(0, (map / 2) - (kernel / 2));
}
