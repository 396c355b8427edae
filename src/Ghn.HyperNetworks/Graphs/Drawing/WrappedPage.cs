namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// A page of columns side by side, read like columns of text. What is cut by a fold leaves the foot of a column, rises in
/// the gutter and enters the next column at its head: each signal on a track of its own, in the order that avoids crossings.
/// </summary>
internal sealed class WrappedPage
{
    private const double TrackPitch = 4;
    private const double GutterPadding = 8;
    private const double FoldClearance = 0.62 * LayeredLayout.LayerPitch;

    private readonly ComputationalGraph _graph;
    private readonly Layering _layering;
    private readonly ChainDecomposition _chains;
    private readonly int[] _starts;
    private readonly ChainTracks[] _lines;
    private readonly double[] _left;
    private readonly double _top;

    /// <summary>For each fold, the sources of the signals that it cuts, from left to right.</summary>
    private readonly List<int>[] _cutSignals;

    public WrappedPage(ComputationalGraph graph, Layering layering, ChainDecomposition chains, int[] starts)
    {
        _graph = graph;
        _layering = layering;
        _chains = chains;
        _starts = starts;
        int columns = starts.Length - 1;
        _lines =
        [
            .. Enumerable.Range(0, columns)
                .Select(column => new ChainTracks(chains.Chains, starts[column], starts[column + 1], layering)),
        ];
        _left = new double[columns];
        _cutSignals = [.. Enumerable.Range(0, columns - 1).Select(CutSignals)];

        int mostTracks = _cutSignals.Select(signals => signals.Count).DefaultIfEmpty(0).Max();
        _top = LayeredLayout.Radius + (columns > 1 ? FoldClearance + (mostTracks * TrackPitch) : 0);
        for (int column = 1; column < columns; column++)
        {
            double gutter = (2 * GutterPadding) + (_cutSignals[column - 1].Count * TrackPitch);
            _left[column] = _left[column - 1] + _lines[column - 1].Width + gutter;
        }

        Width = _left[^1] + _lines[^1].Width;
        Height = Enumerable.Range(0, columns).Max(Foot) + LayeredLayout.Radius;
    }

    /// <summary>The width of the page.</summary>
    public double Width { get; }

    /// <summary>The height of the page.</summary>
    public double Height { get; }

    /// <summary>The place of a chain in a layer.</summary>
    public PagePoint Place(int chain, int layer)
    {
        int column = ColumnOf(layer);
        return new PagePoint(_left[column] + _lines[column][chain], _top + ((layer - _starts[column]) * LayeredLayout.LayerPitch));
    }

    /// <summary>The places that an edge passes between its ends.</summary>
    public List<RoutePoint> Route(int edge)
    {
        (int source, int target) = _graph.Edges[edge];
        var points = new List<RoutePoint>();
        PagePoint last = PlaceOf(source);
        for (int layer = _layering[source] + 1; layer <= _layering[target]; layer++)
        {
            PagePoint next = layer == _layering[target] ? PlaceOf(target) : Place(_chains.LaneOf(edge), layer);
            if (ColumnOf(layer) != ColumnOf(layer - 1))
            {
                points.AddRange(AroundFold(ColumnOf(layer - 1), source, last, next));
            }

            if (layer < _layering[target])
            {
                points.Add(new RoutePoint(next, IsCorner: false));
            }

            last = next;
        }

        return points;
    }

    private IEnumerable<RoutePoint> AroundFold(int column, int source, PagePoint from, PagePoint to)
    {
        List<int> signals = _cutSignals[column];
        int track = signals.Count - 1 - signals.IndexOf(source);
        double foot = LastLayer(column) + FoldClearance + (track * TrackPitch);
        double head = _top - FoldClearance - ((signals.Count - 1 - track) * TrackPitch);
        double gutter = _left[column] + _lines[column].Width + GutterPadding + (track * TrackPitch);
        return new PagePoint[] { new(from.X, foot), new(gutter, foot), new(gutter, head), new(to.X, head) }
            .Select(place => new RoutePoint(place, IsCorner: true));
    }

    private PagePoint PlaceOf(int node) => Place(_chains.ChainOf(node), _layering[node]);

    private int ColumnOf(int layer)
    {
        int found = Array.BinarySearch(_starts, 0, _starts.Length - 1, layer);
        return found >= 0 ? found : ~found - 1;
    }

    private double Foot(int column)
    {
        double tracks = column < _cutSignals.Length ? FoldClearance + (_cutSignals[column].Count * TrackPitch) : 0;
        return LastLayer(column) + tracks;
    }

    private double LastLayer(int column) => _top + ((_starts[column + 1] - _starts[column] - 1) * LayeredLayout.LayerPitch);

    private List<int> CutSignals(int column)
    {
        int fold = _starts[column + 1];
        return
        [
            .. Enumerable.Range(0, _graph.Edges.Count)
                .Where(edge => _layering[_graph.Edges[edge].Source] < fold && _layering[_graph.Edges[edge].Target] >= fold)
                .Select(edge => (_graph.Edges[edge].Source, Offset: OffsetBefore(fold, edge)))
                .OrderBy(signal => signal.Offset)
                .Select(signal => signal.Source)
                .Distinct(),
        ];
    }

    /// <summary>Where an edge is within its column in the layer before a fold.</summary>
    private double OffsetBefore(int fold, int edge)
    {
        int source = _graph.Edges[edge].Source;
        int chain = _layering[source] == fold - 1 ? _chains.ChainOf(source) : _chains.LaneOf(edge);
        return _lines[ColumnOf(fold - 1)][chain];
    }
}
