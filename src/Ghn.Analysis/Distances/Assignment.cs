namespace Ghn.Analysis.Distances;

/// <summary>
/// The cheapest assignment of rows to columns of a matrix, exactly: each row gets a column of its own. Rows join one after the other, each
/// by the cheapest path of exchanges from it to a free column; prices of rows and columns keep what is left of costs at zero or above, so
/// that the path is found as Dijkstra's algorithm finds one (Jonker and Volgenant, 1987). n rows and m columns take O(n²·m) at most.
/// </summary>
public sealed class Assignment
{
    private readonly double[] _costs;
    private readonly int _columns;
    private readonly double[] _rowPrices;
    private readonly double[] _columnPrices;
    private readonly int[] _rowOf;

    /// <summary>What is needed of one search: the length of the shortest path to each column, and from which row it comes.</summary>
    private readonly double[] _lengths;
    private readonly int[] _previous;
    private readonly int[] _open;

    private Assignment(double[] costs, int rows, int columns)
    {
        (_costs, _columns) = (costs, columns);
        ColumnOf = new int[rows];
        _rowPrices = new double[rows];
        _columnPrices = new double[columns];
        _rowOf = new int[columns];
        _lengths = new double[columns];
        _previous = new int[columns];
        _open = new int[columns];
        Array.Fill(ColumnOf, -1);
        Array.Fill(_rowOf, -1);
    }

    /// <summary>For each row, its column.</summary>
    public int[] ColumnOf { get; }

    /// <summary>What all pairs cost together. Where several assignments are cheapest, all have this total.</summary>
    public double Total { get; private set; }

    /// <summary>Finds the cheapest assignment.</summary>
    /// <param name="costs">The costs [rows, columns], finite, the rows one after the other.</param>
    /// <param name="rows">The number of rows, at most that of columns.</param>
    /// <param name="columns">The number of columns.</param>
    /// <exception cref="ArgumentException">The costs are of another number, or not finite; or there are more rows than columns.</exception>
    public static Assignment Solve(double[] costs, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, columns);
        if (costs.Length != (long)rows * columns || !costs.All(double.IsFinite))
        {
            throw new ArgumentException($"{rows} rows and {columns} columns take as many finite costs.", nameof(costs));
        }

        var assignment = new Assignment(costs, rows, columns);
        for (int row = 0; row < rows; row++)
        {
            assignment.Add(row);
        }

        for (int row = 0; row < rows; row++)
        {
            assignment.Total += costs[(row * columns) + assignment.ColumnOf[row]];
        }

        return assignment;
    }

    private void Add(int row)
    {
        int free = FindPath(row, out double length, out int closed);
        _rowPrices[row] += length;
        for (int i = 0; i < closed; i++)
        {
            int column = _open[i];
            double saved = length - _lengths[column];
            if (column != free)
            {
                _rowPrices[_rowOf[column]] += saved;
            }

            _columnPrices[column] -= saved;
        }

        // Each row on the path moves on to the column by which it was reached.
        for (int column = free; column >= 0;)
        {
            int mover = _previous[column];
            _rowOf[column] = mover;
            (ColumnOf[mover], column) = (column, ColumnOf[mover]);
        }
    }

    /// <summary>The column without a row that is cheapest to reach, how far it is, and how many columns are nearer (or it).</summary>
    private int FindPath(int start, out double length, out int closed)
    {
        for (int column = 0; column < _columns; column++)
        {
            (_lengths[column], _open[column]) = (double.PositiveInfinity, column);
        }

        (int row, length, closed) = (start, 0, 0);
        while (true)
        {
            int nearest = Relax(row, length, closed);
            int column = _open[nearest];
            length = _lengths[column];
            (_open[nearest], _open[closed]) = (_open[closed], column);
            closed++;
            if (_rowOf[column] < 0)
            {
                return column;
            }

            row = _rowOf[column];
        }
    }

    /// <summary>
    /// Tries the ways from a row to the columns that are still open, and gives the nearest one's place; a free one on ties.
    /// </summary>
    private int Relax(int row, double length, int closed)
    {
        ReadOnlySpan<double> costs = _costs.AsSpan(row * _columns, _columns);
        double offset = length - _rowPrices[row];
        (int nearest, double shortest) = (closed, double.PositiveInfinity);
        for (int i = closed; i < _open.Length; i++)
        {
            int column = _open[i];
            double way = offset + costs[column] - _columnPrices[column];
            if (way < _lengths[column])
            {
                (_lengths[column], _previous[column]) = (way, row);
            }

            double known = _lengths[column];
            if (known < shortest || (known == shortest && _rowOf[column] < 0))
            {
                (nearest, shortest) = (i, known);
            }
        }

        return nearest;
    }
}
