namespace Ghn.Networks.Onnx;

/// <summary>The operations of a graph that compute, each after its inputs, and what the graph returns.</summary>
internal sealed class OperationGraph
{
    private readonly List<Operation> _operations;

    /// <summary>Makes a graph of operations, of which those that no output needs are left out.</summary>
    public OperationGraph(IEnumerable<Operation> operations, IReadOnlyList<Value> outputs)
    {
        Outputs = outputs;
        _operations = [.. operations];
        RemoveUnused();
    }

    /// <summary>The operations, each after its inputs.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>What the graph returns: first the logits.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>For each operation, what takes its output; an output of the graph is no operation, and counts as null.</summary>
    public ILookup<Operation, Operation?> Users()
    {
        IEnumerable<(Operation Source, Operation? User)> uses = _operations.SelectMany(
            user => user.Views.Select(view => view.Source).OfType<Operation>().Distinct().Select(source => (source, (Operation?)user)));
        IEnumerable<(Operation Source, Operation? User)> results =
            Outputs.OfType<View>().Select(view => view.Source).OfType<Operation>().Select(source => (source, (Operation?)null));
        return uses.Concat(results).ToLookup(use => use.Source, use => use.User);
    }

    /// <summary>Removes the operations that no output needs any more.</summary>
    public void RemoveUnused()
    {
        var needed = new HashSet<Source>();
        foreach (View view in Outputs.OfType<View>())
        {
            needed.Add(view.Source);
        }

        foreach (Operation operation in Enumerable.Reverse(_operations))
        {
            if (needed.Contains(operation))
            {
                needed.UnionWith(operation.Views.Select(view => view.Source));
            }
        }

        _operations.RemoveAll(operation => !needed.Contains(operation));
    }
}
