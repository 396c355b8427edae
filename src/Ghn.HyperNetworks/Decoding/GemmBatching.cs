namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// Divides the rows of the decoder's last layer, numbered (out, in), among the blocks that need them. Blocks want the first so many
/// output and input channels, so the ends that occur cut the plane of rows into rectangles, and all rows of a rectangle are wanted by the
/// same blocks: one matrix product serves them. The rectangles are divided further into batches of even work for the threads.
/// </summary>
internal static class GemmBatching
{
    /// <summary>The rows of the last layer that a batch multiplies with, about; enough to hide what packing costs.</summary>
    private const int ColumnsPerBatch = 1024;

    /// <summary>
    /// The positions that a batch multiplies, about; with the columns they make a result that fits the second-level cache.
    /// </summary>
    private const int PositionsPerBatch = 256;

    /// <summary>
    /// The batches that together decode all blocks; independent of each other, the largest first, so that none keeps a thread at the end.
    /// </summary>
    public static GemmBatch[] Divide(BlockRows[] blocks) => [.. Batches(blocks).OrderByDescending(batch => batch.Work)];

    private static IEnumerable<GemmBatch> Batches(BlockRows[] blocks)
    {
        int outStart = 0;
        foreach (int outEnd in blocks.Select(placed => placed.Block.OutChannels).Distinct().Order())
        {
            BlockRows[] tall = [.. blocks.Where(placed => placed.Block.OutChannels >= outEnd)];
            int inStart = 0;
            foreach (int inEnd in tall.Select(placed => placed.Block.InChannels).Distinct().Order())
            {
                IEnumerable<BlockRows> wanting = tall.Where(placed => placed.Block.InChannels >= inEnd);
                foreach (GemmBatch batch in Rectangle(wanting, (outStart, outEnd), (inStart, inEnd)))
                {
                    yield return batch;
                }

                inStart = inEnd;
            }

            outStart = outEnd;
        }
    }

    private static IEnumerable<GemmBatch> Rectangle(
        IEnumerable<BlockRows> wanting, (int Start, int End) outs, (int Start, int End) ins)
    {
        int step = Math.Max(1, ColumnsPerBatch / (ins.End - ins.Start));
        foreach (BlockRows[] batch in Batches(wanting))
        {
            for (int start = outs.Start; start < outs.End; start += step)
            {
                yield return new GemmBatch(batch, start, Math.Min(start + step, outs.End), ins.Start, ins.End);
            }
        }
    }

    /// <summary>Cuts a list of blocks where a batch would get too many positions.</summary>
    private static IEnumerable<BlockRows[]> Batches(IEnumerable<BlockRows> blocks)
    {
        var batch = new List<BlockRows>();
        int positions = 0;
        foreach (BlockRows placed in blocks)
        {
            if (positions >= PositionsPerBatch)
            {
                yield return [.. batch];
                batch.Clear();
                positions = 0;
            }

            batch.Add(placed);
            positions += placed.Rows;
        }

        yield return [.. batch];
    }
}
