using System.Runtime.CompilerServices;
using Ghn.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Ghn.HyperNetworks;

/// <summary>A rectangle of output and input channels of several blocks, decoded by one matrix product.</summary>
/// <param name="Blocks">The blocks, in the order of their rows of the hidden layer.</param>
/// <param name="OutStart">The first output channel.</param>
/// <param name="OutEnd">The end of the output channels.</param>
/// <param name="InStart">The first input channel.</param>
/// <param name="InEnd">The end of the input channels.</param>
internal sealed record StaircasePiece(PlacedBlock[] Blocks, int OutStart, int OutEnd, int InStart, int InEnd)
{
    /// <summary>The number of positions of all kernels.</summary>
    public int Positions { get; } = Blocks.Sum(placed => placed.Rows);

    /// <summary>How many values the piece decodes.</summary>
    public long Work => (long)Positions * (OutEnd - OutStart) * (InEnd - InStart);

    /// <summary>Whether the blocks' rows of the hidden layer follow each other without a gap.</summary>
    public bool IsContiguous => Blocks[^1].FirstRow + Blocks[^1].Rows - Blocks[0].FirstRow == Positions;

    /// <summary>Copies the blocks' rows of the hidden layer into one matrix [positions, width].</summary>
    public void Gather(Tensor hidden, Tensor rows)
    {
        int width = hidden.Shape[1];
        Span<float> target = rows.Values;
        foreach (PlacedBlock placed in Blocks)
        {
            int count = placed.Rows * width;
            hidden.Values.Slice(placed.FirstRow * width, count).CopyTo(target);
            target = target[count..];
        }
    }

    /// <summary>Scales decoded values [positions, (out, in)] and stores them in their blocks.</summary>
    public void Store(Tensor decoded)
    {
        int columns = decoded.Shape[1];
        ReadOnlySpan<float> rows = decoded.Values;
        foreach (PlacedBlock placed in Blocks)
        {
            Store(placed.Block, rows[..(placed.Rows * columns)], columns);
            rows = rows[(placed.Rows * columns)..];
        }
    }

    private unsafe void Store(WeightBlock block, ReadOnlySpan<float> rows, int columns)
    {
        int inCount = InEnd - InStart;
        int area = block.Kernel.Area;
        for (int outChannel = OutStart; outChannel < OutEnd; outChannel++)
        {
            var target = new Span<float>(block.At(outChannel, InStart), inCount * area);
            int column = (outChannel - OutStart) * inCount;
            if (area == 1)
            {
                TensorPrimitives.Multiply(rows.Slice(column, inCount), block.Scale, target);
                continue;
            }

            for (int position = 0; position < area; position++)
            {
                Interleave(rows.Slice((position * columns) + column, inCount), block.Scale, target[position..], area);
            }
        }
    }

    /// <summary>Stores scaled values <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Interleave(ReadOnlySpan<float> values, float scale, Span<float> target, int stride)
    {
        fixed (float* source = values, destination = target)
        {
            float* next = destination;
            for (int i = 0; i < values.Length; i++)
            {
                *next = source[i] * scale;
                next += stride;
            }
        }
    }
}
