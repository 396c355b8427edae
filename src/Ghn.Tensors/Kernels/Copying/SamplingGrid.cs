using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Copying;

/// <summary>Which positions of feature maps a subsampling keeps: every step-th row and column from an offset on.</summary>
internal readonly unsafe struct SamplingGrid
{
    private readonly int _offset;
    private readonly int _step;
    private readonly int _maps;
    private readonly int _height;
    private readonly int _width;
    private readonly int _rows;
    private readonly int _columns;

    public SamplingGrid(Shape input, int offset, int step)
    {
        (_offset, _step) = (offset, step);
        (_maps, _height, _width) = (checked(input[0] * input[1]), input[2], input[3]);
        (_rows, _columns) = ((_height - offset + step - 1) / step, (_width - offset + step - 1) / step);
        OutputShape = [input[0], input[1], _rows, _columns];
    }

    /// <summary>The shape of what is kept.</summary>
    public Shape OutputShape { get; }

    /// <summary>Takes what is kept.</summary>
    public void Gather(Tensor input, Tensor output)
    {
        SamplingGrid grid = this;
        float* source = (float*)input.Data;
        float* target = (float*)output.Data;
        ParallelRange.ForRows(_maps * _rows, maxParts: 256, (_, first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                float* from = source + grid.Start(row);
                float* to = target + ((long)row * grid._columns);
                for (int column = 0; column < grid._columns; column++)
                {
                    to[column] = from[column * grid._step];
                }
            }
        });
    }

    /// <summary>Puts everything back where it was taken from, among zeros.</summary>
    public void Scatter(Tensor output, Tensor input)
    {
        SamplingGrid grid = this;
        float* source = (float*)output.Data;
        float* target = (float*)input.Data;
        int area = checked(_height * _width);
        ParallelRange.ForRows(_maps, maxParts: 256, (_, first, end) =>
        {
            for (int map = first; map < end; map++)
            {
                new Span<float>(target + ((long)map * area), area).Clear();
                for (int row = map * grid._rows; row < (map + 1) * grid._rows; row++)
                {
                    float* from = source + ((long)row * grid._columns);
                    float* to = target + grid.Start(row);
                    for (int column = 0; column < grid._columns; column++)
                    {
                        to[column * grid._step] = from[column];
                    }
                }
            }
        });
    }

    /// <summary>Where a row of the output starts in the input.</summary>
    private long Start(int row)
    {
        (int map, int line) = Math.DivRem(row, _rows);
        return ((((long)map * _height) + _offset + ((long)line * _step)) * _width) + _offset;
    }
}
