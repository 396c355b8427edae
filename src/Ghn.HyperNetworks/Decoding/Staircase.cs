namespace Ghn.HyperNetworks.Decoding;

/// <summary>
/// Divides the rows of the decoder's last layer, numbered (out, in), among the blocks that need them. Blocks want the first so many
/// output and input channels, so the ends that occur cut the plane of rows into rectangles, and all rows of a rectangle are wanted by the
/// same blocks: one matrix product serves them. The rectangles are divided further into pieces of even work for the threads.
/// </summary>
internal static class Staircase
{
    /// <summary>The rows of the last layer that a piece multiplies with, about; enough to hide what packing costs.</summary>
    private const int ColumnsPerPiece = 1024;

    /// <summary>
    /// The positions that a piece multiplies, about; with the columns they make a result that fits the second-level cache.
    /// </summary>
    private const int PositionsPerPiece = 256;

    /// <summary>
    /// The pieces that together decode all blocks; independent of each other, the largest first, so that none keeps a thread at the end.
    /// </summary>
    public static StaircasePiece[] Divide(PlacedBlock[] blocks) => [.. Pieces(blocks).OrderByDescending(piece => piece.Work)];

    private static IEnumerable<StaircasePiece> Pieces(PlacedBlock[] blocks)
    {
        int outStart = 0;
        foreach (int outEnd in blocks.Select(placed => placed.Block.OutChannels).Distinct().Order())
        {
            PlacedBlock[] tall = [.. blocks.Where(placed => placed.Block.OutChannels >= outEnd)];
            int inStart = 0;
            foreach (int inEnd in tall.Select(placed => placed.Block.InChannels).Distinct().Order())
            {
                IEnumerable<PlacedBlock> wanting = tall.Where(placed => placed.Block.InChannels >= inEnd);
                foreach (StaircasePiece piece in Rectangle(wanting, (outStart, outEnd), (inStart, inEnd)))
                {
                    yield return piece;
                }

                inStart = inEnd;
            }

            outStart = outEnd;
        }
    }

    private static IEnumerable<StaircasePiece> Rectangle(
        IEnumerable<PlacedBlock> wanting, (int Start, int End) outs, (int Start, int End) ins)
    {
        int step = Math.Max(1, ColumnsPerPiece / (ins.End - ins.Start));
        foreach (PlacedBlock[] batch in Batches(wanting))
        {
            for (int start = outs.Start; start < outs.End; start += step)
            {
                yield return new StaircasePiece(batch, start, Math.Min(start + step, outs.End), ins.Start, ins.End);
            }
        }
    }

    /// <summary>Cuts a list of blocks where a piece would get too many positions.</summary>
    private static IEnumerable<PlacedBlock[]> Batches(IEnumerable<PlacedBlock> blocks)
    {
        var batch = new List<PlacedBlock>();
        int positions = 0;
        foreach (PlacedBlock placed in blocks)
        {
            if (positions >= PositionsPerPiece)
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
