namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Where the chains run within one column of a drawing. The first chain keeps the middle; the others go beside it,
/// short ones next to it and long ones around them, each on the first free line to the right or left, so that
/// nested connections do not cross.
/// </summary>
internal sealed class ChainTracks
{
    /// <summary>The width of a line with nodes.</summary>
    public const double NodePitch = 28;

    /// <summary>The width of a line on which signals only pass.</summary>
    public const double SignalPitch = 8;

    private readonly Dictionary<int, double> _offsets = [];

    /// <summary>Assigns lines to the chains in the layers from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public ChainTracks(IReadOnlyList<Chain> chains, int start, int end, Layering layering)
    {
        var present = chains
            .Select((chain, index) =>
                (Index: index, chain.Nodes, First: Math.Max(chain.First, start), Last: Math.Min(chain.Last, end - 1)))
            .Where(chain => chain.First <= chain.Last)
            .OrderBy(chain => chain.Index == 0 ? 0 : 1)
            .ThenBy(chain => chain.Last - chain.First)
            .ThenBy(chain => chain.First)
            .ThenBy(chain => chain.Index);

        var lines = new List<Line>();
        foreach (var chain in present)
        {
            Line? line = lines.Find(line => line.IsFree(chain.First, chain.Last));
            if (line is null)
            {
                line = new Line(end - start, start);
                lines.Add(line);
            }

            line.Take(chain.Index, chain.First, chain.Last);
            line.HasNodes |= chain.Nodes.Any(node => layering[node] >= chain.First && layering[node] <= chain.Last);
        }

        Place(lines);
    }

    /// <summary>The width of the column.</summary>
    public double Width { get; private set; }

    /// <summary>The distance of a chain's line from the column's left edge.</summary>
    public double this[int chain] => _offsets[chain];

    /// <summary>Puts the lines beside each other: the first in the middle, then to its right and to its left by turns.</summary>
    private void Place(List<Line> lines)
    {
        IEnumerable<Line> left = lines.Where((_, index) => index > 0 && index % 2 == 0).Reverse();
        IEnumerable<Line> right = lines.Where((_, index) => index % 2 == 1);
        foreach (Line line in left.Concat(lines.Take(1)).Concat(right))
        {
            double width = line.HasNodes ? NodePitch : SignalPitch;
            foreach (int chain in line.Chains)
            {
                _offsets[chain] = Width + (width / 2);
            }

            Width += width;
        }
    }

    private sealed class Line(int length, int start)
    {
        private readonly bool[] _taken = new bool[length];

        public List<int> Chains { get; } = [];

        public bool HasNodes { get; set; }

        public bool IsFree(int first, int last) => !_taken.AsSpan(first - start, last - first + 1).Contains(true);

        public void Take(int chain, int first, int last)
        {
            _taken.AsSpan(first - start, last - first + 1).Fill(true);
            Chains.Add(chain);
        }
    }
}
