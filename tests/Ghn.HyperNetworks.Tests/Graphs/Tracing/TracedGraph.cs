using Ghn.HyperNetworks.Graphs;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// The reference's way from a backward graph to a computational graph, taken literally: list the records in the order of a walk,
/// then take out of list and graph what is no node, one kind after the other, joining what came before to what comes after.
/// </summary>
internal sealed class TracedGraph
{
    private readonly List<Record> _list = [];
    private readonly Dictionary<TracedOperation, Record> _records = [];

    public TracedGraph(TracedOperation logits)
    {
        Walk(logits);
        bool hasGate = _list.Any(record => Starts(record, "hard", "sigmoid"));
        Dictionary<Record, int> inputs = _list.ToDictionary(record => record, record => record.Sources.Count);
        Filter("Mul", place => hasGate && !_list[place].Operation.IsInHead && IsBesideGate(place));
        Filter(string.Empty, place => _list[place].Operation.Primitive is not null);
        Filter("Mean", place => !hasGate || At(place - 1, "classifier") || At(place - 2, "classifier"));
        Filter("Add", place => inputs[_list[place]] > 1);
        Filter("Cat", place => inputs[_list[place]] > 1);
        _list.ForEach(PutBehindInput);
        Filter("Add", place => _list[place].Sources.Count > 1);
        Filter("Cat", place => _list[place].Sources.Count > 1);
    }

    /// <summary>The graph, with its input and the sum after a positional encoding.</summary>
    public ComputationalGraph ToGraph()
    {
        var input = new Record(new TracedOperation("input", Primitive.Input));
        foreach (Record first in _list.Where(record => record.Sources.Count == 0))
        {
            Link(input, first);
        }

        foreach (Record encoding in _list.Where(record => record.Operation.Primitive == Primitive.PosEnc).ToArray())
        {
            var sum = new Record(new TracedOperation("AddBackward0", Primitive.Sum));
            Move(encoding, sum);
            Link(encoding, sum);
            _list.Add(sum);
        }

        var order = new List<Record>();
        var places = new Dictionary<Record, int>();
        Number(input, places, order);
        _list.ForEach(record => Number(record, places, order));
        GraphNode[] nodes = [.. order.Select(record => record.Operation).Select((operation, index) => new GraphNode(
            index, operation.Primitive!.Value, operation.Name, null, operation.IsParameter ? operation.Name : null))];
        return new ComputationalGraph(
            nodes, [.. order.SelectMany(record => record.Targets.Select(target => (places[record], places[target]))).Order()]);
    }

    /// <summary>Lists an operation, or in its place its parameters, and then what is before it.</summary>
    private Record Walk(TracedOperation operation)
    {
        if (_records.TryGetValue(operation, out Record? known))
        {
            return known;
        }

        Record[] own = [.. operation.Next.Where(next => next.IsParameter).DefaultIfEmpty(operation).Select(listed => new Record(listed))];
        _list.AddRange(own);
        _records[operation] = own[0];
        foreach (TracedOperation next in operation.Next.Where(next => !next.IsParameter))
        {
            Link(Walk(next), own[0]);
        }

        return own[0];
    }

    private bool IsBesideGate(int place) =>
        At(place - 2, "hard", "sigmoid") || At(place - 3, "relu", "mean") || At(place + 1, "hard", "sigmoid", "relu");

    private bool At(int place, params string[] starts) => place >= 0 && place < _list.Count && Starts(_list[place], starts);

    private static bool Starts(Record record, params string[] starts) =>
        starts.Any(start => record.Operation.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes out the operations of a kind that are not to be kept; all are judged by the list as it was before.</summary>
    private void Filter(string kind, Func<int, bool> keeps)
    {
        Record[] removed =
        [
            .. _list.Where((record, place) => record.Operation.Name.StartsWith(kind, StringComparison.Ordinal) && !keeps(place)),
        ];
        foreach (Record record in removed)
        {
            _list.Remove(record);
            foreach (Record source in record.Sources)
            {
                source.Targets.Remove(record);
                record.Targets.ToList().ForEach(target => Link(source, target));
            }

            foreach (Record target in record.Targets)
            {
                target.Sources.Remove(record);
            }
        }
    }

    /// <summary>A weight that hangs beside the data, before its bias or a softmax, is put between the two.</summary>
    private static void PutBehindInput(Record weight)
    {
        string bias = weight.Operation.Name.Replace(".weight", ".bias", StringComparison.Ordinal);
        Record? end = weight.Targets.FirstOrDefault(target => target.Operation.Name == bias || target.Operation.Primitive == Primitive.Msa);
        if (weight.Operation.IsParameter && weight.Sources.Count == 0 && end is not null)
        {
            foreach (Record source in end.Sources.Where(source => source != weight).ToArray())
            {
                source.Targets.Remove(end);
                end.Sources.Remove(source);
                Link(source, weight);
            }
        }
    }

    /// <summary>Gives all edges of a record to another.</summary>
    private static void Move(Record from, Record to)
    {
        foreach (Record source in from.Sources)
        {
            source.Targets.Remove(from);
            Link(source, to);
        }

        foreach (Record target in from.Targets)
        {
            target.Sources.Remove(from);
            Link(to, target);
        }

        from.Sources.Clear();
        from.Targets.Clear();
    }

    private static void Link(Record source, Record target)
    {
        source.Targets.Add(target);
        target.Sources.Add(source);
    }

    private static void Number(Record record, Dictionary<Record, int> places, List<Record> order)
    {
        if (!places.ContainsKey(record))
        {
            foreach (Record source in record.Sources)
            {
                Number(source, places, order);
            }

            places[record] = order.Count;
            order.Add(record);
        }
    }

    /// <summary>An entry of the list, and its edges.</summary>
    private sealed class Record(TracedOperation operation)
    {
        public TracedOperation Operation { get; } = operation;

        public HashSet<Record> Sources { get; } = [];

        public HashSet<Record> Targets { get; } = [];
    }
}
