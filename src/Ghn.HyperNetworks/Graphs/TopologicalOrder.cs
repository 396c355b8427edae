namespace Ghn.HyperNetworks.Graphs;

/// <summary>
/// Puts the nodes of a graph in the reference's order: generation by generation (a node belongs to the generation after the last
/// of its predecessors), the classifier last. Any valid order gives the same predictions; this one makes graphs comparable.
/// </summary>
internal static class TopologicalOrder
{
    /// <summary>Numbers the nodes.</summary>
    /// <param name="drafts">The nodes, each after its predecessors, the input first.</param>
    /// <param name="logits">The node that the network's first output comes from.</param>
    public static ComputationalGraph Arrange(List<DraftNode> drafts, int logits)
    {
        int end = PoolBeforeClassifier(drafts, logits);
        List<int> order = Generations(drafts);
        MoveToEnd(drafts, order, end);

        int[] position = new int[drafts.Count];
        for (int i = 0; i < order.Count; i++)
        {
            position[order[i]] = i;
        }

        var edges = order
            .Where(draft => !drafts[draft].IsRoot)
            .SelectMany(draft => drafts[draft].Predecessors.Select(source => (Source: position[source], Target: position[draft])))
            .Order()
            .ToList();
        return new ComputationalGraph([.. order.Select((draft, index) => Node(drafts[draft], index))], edges);
    }

    private static GraphNode Node(DraftNode draft, int index) =>
        new(index, draft.Primitive, draft.Name, draft.Shape, draft.Parameter, draft.ShiftParameter);

    /// <summary>
    /// A network that classifies each position and then pools (SqueezeNet) is read as one that pools first; its classifier,
    /// a 1×1 convolution, is read as a linear layer.
    /// </summary>
    /// <returns>The node that the logits come from when read so.</returns>
    private static int PoolBeforeClassifier(List<DraftNode> drafts, int logits)
    {
        DraftNode pool = drafts[logits];
        if (pool is not { Primitive: Primitive.GlobAvg, Predecessors: [int bias] } || drafts[bias] is not
            { Primitive: Primitive.Bias, Predecessors: [int weight] }
                || drafts[weight] is not { Shape: [int classes, int channels, 1, 1] } classifier)
        {
            return logits;
        }

        drafts[logits] = pool with { Predecessors = classifier.Predecessors };
        drafts[weight] = classifier with { Predecessors = [logits], Shape = [classes, channels] };
        return bias;
    }

    private static List<int> Generations(List<DraftNode> drafts)
    {
        int[] missing = [.. drafts.Select(draft => draft.Predecessors.Count)];
        ILookup<int, int> successors = drafts
            .SelectMany((draft, index) => draft.Predecessors.Select(source => (Source: source, Target: index)))
            .ToLookup(edge => edge.Source, edge => edge.Target);
        var order = new List<int>(drafts.Count);
        List<int> generation = [.. Enumerable.Range(0, drafts.Count).Where(draft => missing[draft] == 0)];
        while (generation.Count > 0)
        {
            order.AddRange(generation);
            generation = [.. generation.SelectMany(node => successors[node]).Where(target => --missing[target] == 0)];
        }

        return order;
    }

    /// <summary>Lists the classifier last, which its being consumed by no other node allows.</summary>
    private static void MoveToEnd(List<DraftNode> drafts, List<int> order, int end)
    {
        int[] classifier = drafts[end] is { Primitive: Primitive.Bias, Predecessors: [int weight] } ? [weight, end] : [end];
        bool isFinal = !drafts.Where((_, index) => index != end).Any(draft => draft.Predecessors.Contains(end))
            && !drafts.Where((_, index) => index != end).Any(draft => draft.Predecessors.Contains(classifier[0]));
        if (isFinal)
        {
            order.RemoveAll(classifier.Contains);
            order.AddRange(classifier);
        }
    }
}
