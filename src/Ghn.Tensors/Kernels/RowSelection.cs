namespace Ghn.Tensors;

/// <summary>
/// Which row of a matrix goes where in another: permutations, slices and padding of rows are all of this kind.
/// Every row is taken at most once, so that the way back is of the same kind.
/// </summary>
public sealed class RowSelection
{
    /// <summary>The index of a row of zeros.</summary>
    public const int Empty = -1;

    private readonly int[] _sources;
    private readonly int[] _destinations;

    /// <summary>Makes a selection.</summary>
    /// <param name="sourceRows">The number of rows to select from.</param>
    /// <param name="sources">For each row of the result, where it comes from; <see cref="Empty"/> for zeros.</param>
    /// <exception cref="ArgumentException">A row is taken twice.</exception>
    public RowSelection(int sourceRows, IReadOnlyList<int> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = [.. sources];
        _destinations = new int[sourceRows];
        Array.Fill(_destinations, Empty);
        for (int row = 0; row < _sources.Length; row++)
        {
            int source = _sources[row];
            if (source == Empty)
            {
                continue;
            }

            if (_destinations[source] != Empty)
            {
                throw new ArgumentException($"Row {source} is selected twice.", nameof(sources));
            }

            _destinations[source] = row;
        }
    }

    private RowSelection(int[] sources, int[] destinations) => (_sources, _destinations) = (sources, destinations);

    /// <summary>The number of rows that are selected from.</summary>
    public int SourceRows => _destinations.Length;

    /// <summary>The number of rows of the result.</summary>
    public int Rows => _sources.Length;

    /// <summary>The way back: each selected row returns to its place, zeros fill the others.</summary>
    public RowSelection Inverse => new(_destinations, _sources);

    /// <summary>Copies the selected rows of each matrix of a batch.</summary>
    /// <param name="input">[batch, source rows, width], under whatever shape.</param>
    /// <param name="output">[batch, rows, width].</param>
    /// <param name="width">The number of elements of a row.</param>
    internal unsafe void Apply(Tensor input, Tensor output, int width)
    {
        float* source = (float*)input.Data;
        float* target = (float*)output.Data;
        Stretches.ForRows(checked((int)(output.ElementCount / Math.Max(width, 1))), mostParts: 256, (_, first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                int from = _sources[row % Rows];
                var to = new Span<float>(target + ((long)row * width), width);
                if (from == Empty)
                {
                    to.Clear();
                    continue;
                }

                long matrix = (long)(row / Rows) * SourceRows;
                new ReadOnlySpan<float>(source + ((matrix + from) * width), width).CopyTo(to);
            }
        });
    }
}
