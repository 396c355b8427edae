using Ghn.Tensors;

namespace Ghn.Onnx;

/// <summary>The operations of a graph that compute, each after its inputs, and what the graph returns.</summary>
internal sealed class OperationGraph
{
    private readonly List<Operation> _operations;
    private readonly bool _skipsUnknown;

    /// <summary>Makes a graph of operations, of which those that no output needs are left out.</summary>
    /// <param name="operations">The operations, each after its inputs.</param>
    /// <param name="outputs">What the graph returns.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over, rather than errors.</param>
    public OperationGraph(IEnumerable<Operation> operations, IReadOnlyList<Value> outputs, bool skipsUnknown)
    {
        Outputs = outputs;
        _skipsUnknown = skipsUnknown;
        _operations = [.. operations];
        RemoveUnused();
    }

    /// <summary>The operations, each after its inputs.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>What the graph returns: first the logits.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>Does something with an operation; if that objects to it, the operation is passed over where unknown ones are.</summary>
    /// <returns>Whether there was no objection.</returns>
    /// <exception cref="InvalidFileException">There is an objection, and unknown operations are not passed over.</exception>
    public bool Try(Operation operation, Action<Operation> use)
    {
        try
        {
            use(operation);
            return true;
        }
        catch (InvalidFileException objection) when (_skipsUnknown && operation.Obstacle is null)
        {
            operation.PassOver(operation.Node.Unknown(objection));
            return false;
        }
    }

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
