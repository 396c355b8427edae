namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Splits a layered graph into strands: the longest path to the output first, then the longest paths through what is left
/// (the branches), then one strand for each signal that skips layers (the residual connections). Lines that nothing else
/// crosses make a drawing legible; giving each strand a line of its own also keeps every edge clear of every node.
/// </summary>
internal sealed class StrandDecomposition
{
    private const int NoStrand = -1;

    private readonly ComputationalGraph _graph;
    private readonly Layering _layering;
    private readonly List<Strand> _strands = [];
    private readonly int[] _strandOf;
    private readonly int[] _laneOf;

    public StrandDecomposition(ComputationalGraph graph, Layering layering)
    {
        _graph = graph;
        _layering = layering;
        _strandOf = new int[graph.Nodes.Count];
        _laneOf = new int[graph.Edges.Count];
        Array.Fill(_strandOf, NoStrand);
        Array.Fill(_laneOf, NoStrand);

        List<List<int>> paths = DecomposeIntoPaths();
        foreach (List<int> path in paths)
        {
            _strands.Add(new Strand(path, FirstLayer(path[0]), LastLayer(path[^1])));
        }

        AssignLanes();
    }

    /// <summary>The strands; the first is the path to the output.</summary>
    public IReadOnlyList<Strand> Strands => _strands;

    /// <summary>The strand that a node belongs to.</summary>
    public int StrandOf(int node) => _strandOf[node];

    /// <summary>The strand in whose line an edge runs between the layers of its ends.</summary>
    public int LaneOf(int edge) => _laneOf[edge];

    private List<List<int>> DecomposeIntoPaths()
    {
        var paths = new List<List<int>>();
        IEnumerable<int> ends = Enumerable.Range(0, _graph.Nodes.Count).OrderByDescending(node => _layering[node]).ThenBy(node => node);
        foreach (int end in ends.Prepend(_graph.Nodes.Count - 1))
        {
            if (_strandOf[end] == NoStrand)
            {
                paths.Add(PathTo(end, paths.Count));
            }
        }

        return paths;
    }

    private List<int> PathTo(int end, int strand)
    {
        var path = new List<int>();
        for (int? node = end; node is int current;)
        {
            path.Add(current);
            _strandOf[current] = strand;
            node = Deepest(_graph.Predecessors[current].Where(source => _strandOf[source] == NoStrand));
        }

        path.Reverse();
        return path;
    }

    /// <summary>A strand's line begins right after the nearest node that it comes from.</summary>
    private int FirstLayer(int head) => Deepest(_graph.Predecessors[head]) is int source ? _layering[source] + 1 : _layering[head];

    /// <summary>A strand's line ends right before the farthest node that it leads to.</summary>
    private int LastLayer(int tail) =>
        _graph.Successors[tail].Select(target => _layering[target] - 1).DefaultIfEmpty(_layering[tail]).Max();

    private void AssignLanes()
    {
        var signals = new Dictionary<int, int>();
        for (int edge = 0; edge < _laneOf.Length; edge++)
        {
            (int source, int target) = _graph.Edges[edge];
            bool isWithin = _strandOf[source] == _strandOf[target] && Follows(source, target);
            bool isExit = _strands[_strandOf[source]].Nodes[^1] == source;
            bool isEntry = _strands[_strandOf[target]].Nodes[0] == target && Deepest(_graph.Predecessors[target]) == source;
            _laneOf[edge] = isWithin || isExit ? _strandOf[source] : isEntry ? _strandOf[target] : SignalOf(source, signals);
        }
    }

    private bool Follows(int source, int target)
    {
        IReadOnlyList<int> nodes = _strands[_strandOf[source]].Nodes;
        int next = ((List<int>)nodes).BinarySearch(source) + 1;
        return next < nodes.Count && nodes[next] == target;
    }

    /// <summary>The strand of the signal that leaves a node in the middle of its chain, made when first asked for.</summary>
    private int SignalOf(int source, Dictionary<int, int> signals)
    {
        if (!signals.TryGetValue(source, out int strand))
        {
            strand = _strands.Count;
            _strands.Add(new Strand([], _layering[source] + 1, _graph.Successors[source].Max(target => _layering[target]) - 1));
            signals.Add(source, strand);
        }

        return strand;
    }

    private int? Deepest(IEnumerable<int> nodes) => nodes.Select(node => (int?)node).MaxBy(node => _layering[node!.Value]);
}
