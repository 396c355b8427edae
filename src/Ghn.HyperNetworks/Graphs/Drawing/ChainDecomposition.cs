namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Splits a layered graph into chains: the longest path to the output first, then the longest paths through what is left
/// (the branches), then one chain for each signal that skips layers (the residual connections). Lines that nothing else
/// crosses make a drawing legible; giving each chain a line of its own also keeps every edge clear of every node.
/// </summary>
internal sealed class ChainDecomposition
{
    private const int NoChain = -1;

    private readonly ComputationalGraph _graph;
    private readonly Layering _layering;
    private readonly List<Chain> _chains = [];
    private readonly int[] _chainOf;
    private readonly int[] _laneOf;

    public ChainDecomposition(ComputationalGraph graph, Layering layering)
    {
        _graph = graph;
        _layering = layering;
        _chainOf = new int[graph.Nodes.Count];
        _laneOf = new int[graph.Edges.Count];
        Array.Fill(_chainOf, NoChain);
        Array.Fill(_laneOf, NoChain);

        List<List<int>> paths = DecomposeIntoPaths();
        foreach (List<int> path in paths)
        {
            _chains.Add(new Chain(path, FirstLayer(path[0]), LastLayer(path[^1])));
        }

        AssignLanes();
    }

    /// <summary>The chains; the first is the path to the output.</summary>
    public IReadOnlyList<Chain> Chains => _chains;

    /// <summary>The chain that a node belongs to.</summary>
    public int ChainOf(int node) => _chainOf[node];

    /// <summary>The chain in whose line an edge runs between the layers of its ends.</summary>
    public int LaneOf(int edge) => _laneOf[edge];

    private List<List<int>> DecomposeIntoPaths()
    {
        var paths = new List<List<int>>();
        IEnumerable<int> ends = Enumerable.Range(0, _graph.Nodes.Count).OrderByDescending(node => _layering[node]).ThenBy(node => node);
        foreach (int end in ends.Prepend(_graph.Nodes.Count - 1))
        {
            if (_chainOf[end] == NoChain)
            {
                paths.Add(PathTo(end, paths.Count));
            }
        }

        return paths;
    }

    private List<int> PathTo(int end, int chain)
    {
        var path = new List<int>();
        for (int? node = end; node is int current;)
        {
            path.Add(current);
            _chainOf[current] = chain;
            node = Deepest(_graph.Predecessors[current].Where(source => _chainOf[source] == NoChain));
        }

        path.Reverse();
        return path;
    }

    /// <summary>A chain's line begins right after the nearest node that it comes from.</summary>
    private int FirstLayer(int head) => Deepest(_graph.Predecessors[head]) is int source ? _layering[source] + 1 : _layering[head];

    /// <summary>A chain's line ends right before the farthest node that it leads to.</summary>
    private int LastLayer(int tail) =>
        _graph.Successors[tail].Select(target => _layering[target] - 1).DefaultIfEmpty(_layering[tail]).Max();

    private void AssignLanes()
    {
        var signals = new Dictionary<int, int>();
        for (int edge = 0; edge < _laneOf.Length; edge++)
        {
            (int source, int target) = _graph.Edges[edge];
            bool isWithin = _chainOf[source] == _chainOf[target] && Follows(source, target);
            bool isExit = _chains[_chainOf[source]].Nodes[^1] == source;
            bool isEntry = _chains[_chainOf[target]].Nodes[0] == target && Deepest(_graph.Predecessors[target]) == source;
            _laneOf[edge] = isWithin || isExit ? _chainOf[source] : isEntry ? _chainOf[target] : SignalOf(source, signals);
        }
    }

    private bool Follows(int source, int target)
    {
        IReadOnlyList<int> nodes = _chains[_chainOf[source]].Nodes;
        int next = ((List<int>)nodes).BinarySearch(source) + 1;
        return next < nodes.Count && nodes[next] == target;
    }

    /// <summary>The chain of the signal that leaves a node in the middle of its chain, made when first asked for.</summary>
    private int SignalOf(int source, Dictionary<int, int> signals)
    {
        if (!signals.TryGetValue(source, out int chain))
        {
            chain = _chains.Count;
            _chains.Add(new Chain([], _layering[source] + 1, _graph.Successors[source].Max(target => _layering[target]) - 1));
            signals.Add(source, chain);
        }

        return chain;
    }

    private int? Deepest(IEnumerable<int> nodes) => nodes.Select(node => (int?)node).MaxBy(node => _layering[node!.Value]);
}
