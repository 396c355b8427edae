using Ghn.Tensors;

namespace Ghn.HyperNetworks.Encoders;

/// <summary>
/// Looks the sizes of parameters up in the tables of size embeddings: one row per common number of channels, one per common
/// kernel size, and a last row that stands for "no shape". Sizes without a row take the nearest one's, as the reference has it.
/// </summary>
internal sealed class ShapeEncoding
{
    private readonly int[] _channels;
    private readonly int[] _spatial;

    /// <summary>Lays out the tables.</summary>
    /// <param name="classCount">The number of classes that the GHN was trained for, which has a row among the channels.</param>
    /// <param name="maxKernel">The largest kernel that the GHN predicts.</param>
    public ShapeEncoding(int classCount, int maxKernel)
    {
        IEnumerable<int> narrow = Enumerable.Range(1, 7).Select(i => 8 * i);
        IEnumerable<int> medium = Enumerable.Range(4, 252).Select(i => 16 * i);
        IEnumerable<int> wide = Enumerable.Range(128, 129).Select(i => 32 * i);
        _channels = [.. new[] { 1, 3, classCount }.Concat(narrow).Concat(medium).Concat(wide).Distinct().Order()];
        IEnumerable<int> odd = Enumerable.Range(1, Math.Max(12, maxKernel) - 1).Where(size => size % 2 == 1);
        _spatial = [.. odd.Concat([14, 16]).Distinct().Order()];
    }

    /// <summary>The number of rows of the table of channels.</summary>
    public int ChannelRows => _channels.Length + 1;

    /// <summary>The number of rows of the table of kernel sizes.</summary>
    public int SpatialRows => _spatial.Length + 1;

    /// <summary>The rows for a node: out-channels, in-channels, kernel height and kernel width.</summary>
    /// <param name="shape">The shape of the node's parameter, of one to four dimensions, or null.</param>
    public (int Out, int In, int Height, int Width) Rows(Shape? shape)
    {
        if (shape is null)
        {
            return (_channels.Length, _channels.Length, _spatial.Length, _spatial.Length);
        }

        int SizeOf(int dimension) => dimension < shape.Rank ? shape[dimension] : 1;
        return (ChannelRow(SizeOf(0)), ChannelRow(SizeOf(1)), SpatialRow(SizeOf(2)), SpatialRow(SizeOf(3)));
    }

    private int ChannelRow(int size) => size is > 3 and < 8 ? Array.IndexOf(_channels, 8) : Nearest(_channels, size);

    private int SpatialRow(int size) => size == 2 ? Array.IndexOf(_spatial, 3) : Nearest(_spatial, size);

    /// <summary>The nearest size, the smaller of two equally near; the largest for sizes beyond the table and for 0.</summary>
    private static int Nearest(int[] sizes, int size)
    {
        if (size == 0 || size > sizes[^1])
        {
            return sizes.Length - 1;
        }

        int nearest = 0;
        for (int i = 1; i < sizes.Length; i++)
        {
            if (Math.Abs(sizes[i] - size) < Math.Abs(sizes[nearest] - size))
            {
                nearest = i;
            }
        }

        return nearest;
    }
}
