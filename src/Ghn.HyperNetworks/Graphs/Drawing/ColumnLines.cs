namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Where the strands run within one column of a drawing. The first strand keeps the middle; the others go beside it,
/// short ones next to it and long ones around them, each on the first free line to the right or left, so that
/// nested connections do not cross.
/// </summary>
internal sealed class ColumnLines
{
    /// <summary>The width of a line with nodes.</summary>
    public const double NodePitch = 28;

    /// <summary>The width of a line on which signals only pass.</summary>
    public const double SignalPitch = 8;

    private readonly Dictionary<int, double> _offsets = [];

    /// <summary>Assigns lines to the strands in the layers from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public ColumnLines(IReadOnlyList<Strand> strands, int start, int end, Layering layering)
    {
        var present = strands
            .Select((strand, index) =>
                (Index: index, strand.Nodes, First: Math.Max(strand.First, start), Last: Math.Min(strand.Last, end - 1)))
            .Where(strand => strand.First <= strand.Last)
            .OrderBy(strand => strand.Index == 0 ? 0 : 1)
            .ThenBy(strand => strand.Last - strand.First)
            .ThenBy(strand => strand.First)
            .ThenBy(strand => strand.Index);

        var lines = new List<Line>();
        foreach (var strand in present)
        {
            Line? line = lines.Find(line => line.IsFree(strand.First, strand.Last));
            if (line is null)
            {
                line = new Line(end - start, start);
                lines.Add(line);
            }

            line.Take(strand.Index, strand.First, strand.Last);
            line.HasNodes |= strand.Nodes.Any(node => layering[node] >= strand.First && layering[node] <= strand.Last);
        }

        Place(lines);
    }

    /// <summary>The width of the column.</summary>
    public double Width { get; private set; }

    /// <summary>The distance of a strand's line from the column's left edge.</summary>
    public double this[int strand] => _offsets[strand];

    /// <summary>Puts the lines beside each other: the first in the middle, then to its right and to its left by turns.</summary>
    private void Place(List<Line> lines)
    {
        IEnumerable<Line> left = lines.Where((_, index) => index > 0 && index % 2 == 0).Reverse();
        IEnumerable<Line> right = lines.Where((_, index) => index % 2 == 1);
        foreach (Line line in left.Concat(lines.Take(1)).Concat(right))
        {
            double width = line.HasNodes ? NodePitch : SignalPitch;
            foreach (int strand in line.Strands)
            {
                _offsets[strand] = Width + (width / 2);
            }

            Width += width;
        }
    }

    private sealed class Line(int length, int start)
    {
        private readonly bool[] _taken = new bool[length];

        public List<int> Strands { get; } = [];

        public bool HasNodes { get; set; }

        public bool IsFree(int first, int last) => !_taken.AsSpan(first - start, last - first + 1).Contains(true);

        public void Take(int strand, int first, int last)
        {
            _taken.AsSpan(first - start, last - first + 1).Fill(true);
            Strands.Add(strand);
        }
    }
}
