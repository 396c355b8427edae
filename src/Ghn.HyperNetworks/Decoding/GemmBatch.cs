using Ghn.Tensors;
using Ghn.Tensors.Kernels.Copying;
using Ghn.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks.Decoding;

/// <summary>A rectangle of output and input channels of several blocks, decoded by one matrix product.</summary>
/// <param name="Blocks">The blocks, in the order of their rows of the hidden layer.</param>
/// <param name="OutStart">The first output channel.</param>
/// <param name="OutEnd">The end of the output channels.</param>
/// <param name="InStart">The first input channel.</param>
/// <param name="InEnd">The end of the input channels.</param>
internal sealed record GemmBatch(BlockRows[] Blocks, int OutStart, int OutEnd, int InStart, int InEnd)
{
    /// <summary>The number of positions of all kernels.</summary>
    public int Positions { get; } = Blocks.Sum(placed => placed.Rows);

    /// <summary>The number of values at each position.</summary>
    public int Columns => (OutEnd - OutStart) * (InEnd - InStart);

    /// <summary>How many values the batch decodes.</summary>
    public long Work => (long)Positions * Columns;

    /// <summary>The first block's first row of the hidden layer.</summary>
    public int FirstRow => Blocks[0].FirstRow;

    /// <summary>Whether the blocks' rows of the hidden layer follow each other without a gap.</summary>
    public bool IsContiguous => Blocks[^1].FirstRow + Blocks[^1].Rows - FirstRow == Positions;

    /// <summary>Which rows of the layer, numbered (out, in), the batch's columns are: stretches of rows that follow each other.</summary>
    /// <param name="maxIn">The number of the layer's input channels.</param>
    public IEnumerable<(int FirstRow, Range Columns)> RowsOfLayer(int maxIn)
    {
        int inCount = InEnd - InStart;
        for (int outChannel = OutStart; outChannel < OutEnd; outChannel++)
        {
            int column = (outChannel - OutStart) * inCount;
            yield return ((outChannel * maxIn) + InStart, column..(column + inCount));
        }
    }

    /// <summary>Copies the blocks' rows of the hidden layer into one matrix [positions, width].</summary>
    public void Gather(Tensor hidden, Tensor rows)
    {
        int width = hidden.Shape[1];
        Span<float> target = rows.Values;
        foreach (BlockRows placed in Blocks)
        {
            int count = placed.Rows * width;
            hidden.Values.Slice(placed.FirstRow * width, count).CopyTo(target);
            target = target[count..];
        }
    }

    /// <summary>Adds the rows of a matrix [positions, width] to the blocks' rows of the hidden layer.</summary>
    public void Scatter(Tensor rows, Tensor hidden)
    {
        int width = hidden.Shape[1];
        ReadOnlySpan<float> source = rows.Values;
        foreach (BlockRows placed in Blocks)
        {
            int count = placed.Rows * width;
            Span<float> sum = hidden.Values.Slice(placed.FirstRow * width, count);
            TensorPrimitives.Add(sum, source[..count], sum);
            source = source[count..];
        }
    }

    /// <summary>Scales decoded values [positions, (out, in)] and stores them in their blocks.</summary>
    public void Store(Tensor decoded)
    {
        int columns = decoded.Shape[1];
        ReadOnlySpan<float> rows = decoded.Values;
        foreach (BlockRows placed in Blocks)
        {
            Store(placed.Block, rows[..(placed.Rows * columns)], columns);
            rows = rows[(placed.Rows * columns)..];
        }
    }

    /// <summary>The backward pass of <see cref="Store(Tensor)"/>: reads and scales the blocks' values [positions, (out, in)].</summary>
    public void Load(Tensor decoded)
    {
        int columns = decoded.Shape[1];
        int[] firstRows = new int[Blocks.Length];
        for (int i = 1; i < Blocks.Length; i++)
        {
            firstRows[i] = firstRows[i - 1] + Blocks[i - 1].Rows;
        }

        WorkerPool.For(Blocks.Length, index => Load(
            Blocks[index].Block, decoded.Values.Slice(firstRows[index] * columns, Blocks[index].Rows * columns), columns));
    }

    private void Load(DecodedBlock block, Span<float> rows, int columns)
    {
        int inCount = InEnd - InStart;
        int area = block.Kernel.Area;
        for (int outChannel = OutStart; outChannel < OutEnd; outChannel++)
        {
            ReadOnlySpan<float> source = block.ValuesOf(outChannel, InStart, inCount);
            int column = (outChannel - OutStart) * inCount;
            if (area == 1)
            {
                TensorPrimitives.Multiply(source, block.Scale, rows.Slice(column, inCount));
                continue;
            }

            for (int position = 0; position < area; position++)
            {
                StridedCopy.GatherScaled(source[position..], area, block.Scale, rows.Slice((position * columns) + column, inCount));
            }
        }
    }

    private void Store(DecodedBlock block, ReadOnlySpan<float> rows, int columns)
    {
        int inCount = InEnd - InStart;
        int area = block.Kernel.Area;
        for (int outChannel = OutStart; outChannel < OutEnd; outChannel++)
        {
            Span<float> target = block.ValuesOf(outChannel, InStart, inCount);
            int column = (outChannel - OutStart) * inCount;
            if (area == 1)
            {
                TensorPrimitives.Multiply(rows.Slice(column, inCount), block.Scale, target);
                continue;
            }

            for (int position = 0; position < area; position++)
            {
                StridedCopy.ScatterScaled(rows.Slice((position * columns) + column, inCount), block.Scale, target[position..], area);
            }
        }
    }
}
