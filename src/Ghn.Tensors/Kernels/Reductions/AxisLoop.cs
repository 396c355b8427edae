using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Reductions;

/// <summary>
/// Neighbouring axes of a tensor as one, seen as the middle one of [outer, count, inner], beside a tensor [outer, 1, inner]. Threads share
/// the outer entries and blocks of the inner ones, so that no two of them meet at a sum.
/// </summary>
internal readonly struct AxisLoop
{
    /// <summary>As many sums as stay in the nearest cache while the rows pass by.</summary>
    private const int Block = 512;

    /// <summary>Describes the axes from <paramref name="first"/> to before <paramref name="end"/> of a tensor.</summary>
    public AxisLoop(Shape shape, int first, int end)
    {
        Outer = Product(shape.Dimensions[..first]);
        Count = Product(shape.Dimensions[first..end]);
        Inner = Product(shape.Dimensions[end..]);
    }

    /// <summary>The number of entries before the axes.</summary>
    public int Outer { get; }

    /// <summary>The number of entries along them.</summary>
    public int Count { get; }

    /// <summary>The number of entries after them.</summary>
    public int Inner { get; }

    /// <summary>Runs <paramref name="body"/> for (first element in the large tensor, in the small one, number of neighbours).</summary>
    public void For(Action<long, long, int> body)
    {
        AxisLoop loop = this;
        int blocks = (Inner + Block - 1) / Block;
        ParallelRange.ForRows(checked(Outer * blocks), maxParts: 256, (_, firstTask, endTask) =>
        {
            for (int task = firstTask; task < endTask; task++)
            {
                (int outer, int block) = Math.DivRem(task, blocks);
                int start = block * Block;
                long sum = ((long)outer * loop.Inner) + start;
                body(((long)outer * loop.Count * loop.Inner) + start, sum, Math.Min(Block, loop.Inner - start));
            }
        });
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
        {
            product = checked(product * size);
        }

        return product;
    }
}
