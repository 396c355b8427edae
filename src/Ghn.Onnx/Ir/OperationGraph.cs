using Ghn.Tensors.Files;

namespace Ghn.Onnx.Ir;

/// <summary>
/// The operations of a graph that compute, each after its inputs, and what the graph returns. Which operation gives a result may change,
/// the result does not.
/// </summary>
internal sealed class OperationGraph
{
    private readonly List<OperationResult> _results;
    private readonly Dictionary<OperationResult, Operation> _producers;
    private readonly bool _skipsUnknown;

    /// <summary>Makes a graph of operations, of which those that no output needs are left out.</summary>
    /// <param name="operations">The operations, each after its inputs.</param>
    /// <param name="outputs">What the graph returns.</param>
    /// <param name="skipsUnknown">Whether operations that are not known are passed over, rather than errors.</param>
    public OperationGraph(IReadOnlyList<Operation> operations, IReadOnlyList<Value> outputs, bool skipsUnknown)
    {
        Outputs = outputs;
        _skipsUnknown = skipsUnknown;
        _results = [.. operations.Select(operation => operation.Result)];
        _producers = operations.ToDictionary(operation => operation.Result);
        RemoveUnused();
    }

    /// <summary>The operations, each after its inputs; those that are replaced on the way are found as what they have become.</summary>
    public IEnumerable<Operation> Operations
    {
        get
        {
            for (int i = 0; i < _results.Count; i++)
            {
                yield return _producers[_results[i]];
            }
        }
    }

    /// <summary>What the graph returns: first the logits.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The operation that values come from; null for the images and for what is learnt.</summary>
    public Operation? Producer(Source? source) => source is OperationResult result ? _producers.GetValueOrDefault(result) : null;

    /// <summary>Puts an operation in the place of the one that gave its result.</summary>
    public void Replace(Operation operation) => _producers[operation.Result] = operation;

    /// <summary>Does something with an operation; if that objects to it, the operation is passed over where unknown ones are.</summary>
    /// <returns>Whether there was no objection.</returns>
    /// <exception cref="InvalidFileException">There is an objection, and unknown operations are not passed over.</exception>
    public bool Try(Operation operation, Action use)
    {
        try
        {
            use();
            return true;
        }
        catch (InvalidFileException objection) when (_skipsUnknown && _producers[operation.Result] is not OpaqueOperation)
        {
            Replace(new OpaqueOperation(operation.Node, operation.Result, operation.Inputs, operation.Node.Unknown(objection)));
            return false;
        }
    }

    /// <summary>For each result, the results that are made of it; an output of the graph makes nothing, and counts as null.</summary>
    public ILookup<Source, OperationResult?> Users()
    {
        IEnumerable<(Source Source, OperationResult? User)> uses = Operations.SelectMany(
            user => ResultsAmong(user.Views).Distinct().Select(source => ((Source)source, (OperationResult?)user.Result)));
        IEnumerable<(Source Source, OperationResult? User)> results =
            ResultsAmong(Outputs.OfType<View>()).Select(source => ((Source)source, (OperationResult?)null));
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

        foreach (OperationResult result in Enumerable.Reverse(_results))
        {
            if (needed.Contains(result))
            {
                needed.UnionWith(_producers[result].Views.Select(view => view.Source));
            }
        }

        _results.RemoveAll(result => !needed.Contains(result));
    }

    private static IEnumerable<OperationResult> ResultsAmong(IEnumerable<View> views) =>
        views.Select(view => view.Source).OfType<OperationResult>();
}
