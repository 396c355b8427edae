using Ghn.Tensors;

namespace Ghn.HyperNetworks;

/// <summary>
/// Divides the rows of the decoder's last layer, numbered (out, in), among the blocks that need them. Blocks want the first so many
/// output and input channels, so the ends that occur cut the plane of rows into rectangles, and all rows of a rectangle are wanted by the same
/// blocks: one matrix product serves them. The rectangles are divided further into pieces of even work for the threads.
/// </summary>
internal sealed class Staircase : IDisposable
{
    /// <summary>The rows of the last layer that a piece multiplies with, about; enough to hide what packing costs.</summary>
    private const int ColumnsPerPiece = 1024;

    /// <summary>The positions that a piece multiplies, about; with the columns they make a result that fits the second-level cache.</summary>
    private const int PositionsPerPiece = 256;

    private readonly List<Tensor> _gathered = [];

    /// <summary>Divides the work.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="hidden">The hidden layer [positions, 8·hidden], block after block.</param>
    /// <param name="configuration">The sizes of the decoder.</param>
    public Staircase(IReadOnlyList<WeightBlock> blocks, Tensor hidden, HyperNetworkConfiguration configuration)
    {
        int[] firstRows = FirstRows(blocks);
        int outStart = 0;
        foreach (int outEnd in blocks.Select(block => block.OutChannels).Distinct().Order())
        {
            int inStart = 0;
            foreach (int inEnd in blocks.Where(block => block.OutChannels >= outEnd).Select(block => block.InChannels).Distinct().Order())
            {
                int[] wanting = [.. Enumerable.Range(0, blocks.Count).Where(i => blocks[i].OutChannels >= outEnd && blocks[i].InChannels >= inEnd)];
                AddRectangle(blocks, wanting, firstRows, hidden, (outStart, outEnd), (inStart, inEnd));
                inStart = inEnd;
            }

            outStart = outEnd;
        }

        // The largest pieces first, so that no thread is left with one at the end.
        Pieces.Sort((a, b) => b.Work.CompareTo(a.Work));
    }

    /// <summary>The pieces, independent of each other.</summary>
    public List<StaircasePiece> Pieces { get; } = [];

    /// <summary>Releases what was gathered for the pieces.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _gathered)
        {
            tensor.Dispose();
        }
    }

    private static int[] FirstRows(IReadOnlyList<WeightBlock> blocks)
    {
        int[] rows = new int[blocks.Count];
        for (int i = 1; i < rows.Length; i++)
        {
            rows[i] = rows[i - 1] + blocks[i - 1].Kernel.Area;
        }

        return rows;
    }

    private void AddRectangle(
        IReadOnlyList<WeightBlock> blocks, int[] wanting, int[] firstRows, Tensor hidden, (int Start, int End) outs, (int Start, int End) ins)
    {
        foreach (int[] batch in Batches(blocks, wanting))
        {
            MatrixView rows = Rows(blocks, batch, firstRows, hidden);
            WeightBlock[] batchBlocks = [.. batch.Select(i => blocks[i])];
            int step = Math.Max(1, ColumnsPerPiece / (ins.End - ins.Start));
            for (int start = outs.Start; start < outs.End; start += step)
            {
                Pieces.Add(new StaircasePiece(batchBlocks, rows, start, Math.Min(start + step, outs.End), ins.Start, ins.End));
            }
        }
    }

    /// <summary>Cuts a list of blocks where a piece would get too many positions.</summary>
    private static IEnumerable<int[]> Batches(IReadOnlyList<WeightBlock> blocks, int[] wanting)
    {
        var batch = new List<int>();
        int positions = 0;
        foreach (int block in wanting)
        {
            if (positions >= PositionsPerPiece)
            {
                yield return [.. batch];
                batch.Clear();
                positions = 0;
            }

            batch.Add(block);
            positions += blocks[block].Kernel.Area;
        }

        yield return [.. batch];
    }

    /// <summary>The hidden layer of some blocks as one matrix: as it is if they are neighbours, else gathered.</summary>
    private MatrixView Rows(IReadOnlyList<WeightBlock> blocks, int[] batch, int[] firstRows, Tensor hidden)
    {
        int count = batch.Sum(i => blocks[i].Kernel.Area);
        if (batch[^1] - batch[0] == batch.Length - 1)
        {
            return MatrixView.Of(hidden.Slice(firstRows[batch[0]], count));
        }

        Tensor gathered = Tensor.Allocate([count, hidden.Shape[1]]);
        _gathered.Add(gathered);
        int width = hidden.Shape[1];
        int row = 0;
        foreach (int i in batch)
        {
            int area = blocks[i].Kernel.Area;
            hidden.Values.Slice(firstRows[i] * width, area * width).CopyTo(gathered.Values[(row * width)..]);
            row += area;
        }

        return MatrixView.Of(gathered);
    }
}
