using System.Numerics.Tensors;
using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Kernels.Copying;

/// <summary>
/// Which row of a matrix goes where in another: permutations, slices, padding and repetition of rows are all of this kind. On the way
/// back, each row of the source gathers the sum of all places that it went to, so that threads never meet at one.
/// </summary>
public sealed class RowSelection
{
    /// <summary>The index of a row that comes from nowhere.</summary>
    public const int Empty = -1;

    private readonly int[] _sources;

    /// <summary>For each row of the source, the first place that it goes to.</summary>
    private readonly int[] _destinations;

    /// <summary>For each row of the result, the next place that its source goes to; null where no row is taken twice.</summary>
    private readonly int[]? _repetitions;

    /// <summary>Makes a selection.</summary>
    /// <param name="sourceRows">The number of rows to select from.</param>
    /// <param name="sources">
    /// For each row of the result, where it comes from, as often as you like; <see cref="Empty"/> for one that comes from nowhere.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A row is taken that is not there.</exception>
    public RowSelection(int sourceRows, IReadOnlyList<int> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = [.. sources];
        _destinations = new int[sourceRows];
        Array.Fill(_destinations, Empty);
        for (int row = _sources.Length - 1; row >= 0; row--)
        {
            int source = _sources[row];
            if (source == Empty)
            {
                continue;
            }

            ArgumentOutOfRangeException.ThrowIfNegative(source, nameof(sources));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, sourceRows, nameof(sources));
            if (_destinations[source] != Empty)
            {
                _repetitions ??= EmptyRows(_sources.Length);
                _repetitions[row] = _destinations[source];
            }

            _destinations[source] = row;
        }
    }

    private RowSelection(int[] sources, int[] destinations) => (_sources, _destinations) = (sources, destinations);

    /// <summary>The number of rows that are selected from.</summary>
    public int SourceRows => _destinations.Length;

    /// <summary>The number of rows of the result.</summary>
    public int Rows => _sources.Length;

    /// <summary>The inverse: each selected row returns to its place, zeros fill the others.</summary>
    /// <exception cref="InvalidOperationException">A row is taken twice, so that two would return to its place.</exception>
    public RowSelection Inverse => _repetitions is null
        ? new(_destinations, _sources)
        : throw new InvalidOperationException("A selection that takes a row twice has no inverse.");

    /// <summary>Copies the selected rows of each matrix of a batch.</summary>
    /// <param name="input">[batch, source rows, width], under whatever shape.</param>
    /// <param name="output">[batch, rows, width].</param>
    /// <param name="width">The number of elements of a row.</param>
    /// <param name="filler">What the elements of rows that come from nowhere are.</param>
    internal unsafe void Gather(Tensor input, Tensor output, int width, float filler = 0) =>
        Gather(_sources, SourceRows, (float*)input.Data, output, width, filler);

    /// <summary>The backward pass: each row of the source gets the sum over the places that it went to.</summary>
    /// <param name="gradient">[batch, rows, width], under whatever shape.</param>
    /// <param name="inputGradient">[batch, source rows, width].</param>
    /// <param name="width">The number of elements of a row.</param>
    internal unsafe void GatherSums(Tensor gradient, Tensor inputGradient, int width)
    {
        if (_repetitions is null)
        {
            Gather(_destinations, Rows, (float*)gradient.Data, inputGradient, width, filler: 0);
            return;
        }

        float* source = (float*)gradient.Data;
        float* target = (float*)inputGradient.Data;
        ParallelRange.ForRows(checked((int)(inputGradient.ElementCount / Math.Max(width, 1))), maxParts: 256, (_, first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                long matrix = (long)(row / SourceRows) * Rows;
                Sum(source + (matrix * width), _destinations[row % SourceRows], target + ((long)row * width), width);
            }
        });
    }

    private static int[] EmptyRows(int count)
    {
        int[] rows = new int[count];
        Array.Fill(rows, Empty);
        return rows;
    }

    private static unsafe void Gather(int[] sources, int sourceRows, float* source, Tensor output, int width, float filler)
    {
        float* target = (float*)output.Data;
        ParallelRange.ForRows(checked((int)(output.ElementCount / Math.Max(width, 1))), maxParts: 256, (_, first, end) =>
        {
            if (width == 1)
            {
                GatherElements(sources, sourceRows, source, target, first, end, filler);
                return;
            }

            for (int row = first; row < end; row++)
            {
                int from = sources[row % sources.Length];
                var to = new Span<float>(target + ((long)row * width), width);
                if (from == Empty)
                {
                    to.Fill(filler);
                    continue;
                }

                long matrix = (long)(row / sources.Length) * sourceRows;
                new ReadOnlySpan<float>(source + ((matrix + from) * width), width).CopyTo(to);
            }
        });
    }

    /// <summary>Rows of one element: neither a division nor a call for each.</summary>
    private static unsafe void GatherElements(
        int[] sources, int sourceRows, float* source, float* target, int first, int end, float filler)
    {
        (int batch, int place) = Math.DivRem(first, sources.Length);
        float* matrix = source + ((long)batch * sourceRows);
        for (int row = first; row < end; row++, place++)
        {
            if (place == sources.Length)
            {
                place = 0;
                matrix += sourceRows;
            }

            int from = sources[place];
            target[row] = from == Empty ? filler : matrix[from];
        }
    }

    private unsafe void Sum(float* matrix, int place, float* target, int width)
    {
        if (width == 1)
        {
            float sum = 0;
            for (; place != Empty; place = _repetitions![place])
            {
                sum += matrix[place];
            }

            *target = sum;
            return;
        }

        var sums = new Span<float>(target, width);
        sums.Clear();
        for (; place != Empty; place = _repetitions![place])
        {
            TensorPrimitives.Add(sums, new ReadOnlySpan<float>(matrix + ((long)place * width), width), sums);
        }
    }
}
