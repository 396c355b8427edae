using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Views;

namespace Ghn.Onnx.Passes;

/// <summary>
/// Concatenations of concatenations, which PyTorch's exporter writes as one. What was joined first is found again by its origin:
/// neighbours that fork from one value, as Inception's rows and columns do, while the others fork from an earlier one.
/// </summary>
internal static class NestConcatenations
{
    /// <summary>Finds nested concatenations in a graph.</summary>
    public static void Apply(OperationGraph graph)
    {
        foreach (ConcatOperation operation in graph.Operations.OfType<ConcatOperation>().Where(operation => operation.Inputs.Count > 2))
        {
            List<int> groups = Groups(graph, operation);
            if (groups.Count > 1 && groups.Count < operation.Inputs.Count)
            {
                graph.Replace(operation with { Groups = groups });
            }
        }
    }

    /// <summary>How many neighbours each were joined first.</summary>
    private static List<int> Groups(OperationGraph graph, ConcatOperation operation)
    {
        HashSet<Source> inputs = [.. operation.Views.Select(view => view.Source)];
        List<Source>[] origins = [.. operation.Inputs.Select(input => Origins(graph, input, inputs))];
        HashSet<Source> common = [.. origins[0].Where(source => origins.All(others => others.Contains(source)))];
        var groups = new List<int> { 1 };
        HashSet<Source> shared = [.. origins[0]];
        for (int i = 1; i < origins.Length; i++)
        {
            HashSet<Source> next = [.. shared.Where(source => origins[i].Contains(source) && !common.Contains(source))];
            if (next.Count > 0)
            {
                groups[^1]++;
                shared = next;
            }
            else
            {
                groups.Add(1);
                shared = [.. origins[i]];
            }
        }

        return groups;
    }

    /// <summary>
    /// What a value comes from, step by step, until several values are combined, or another input of the concatenation is met.
    /// </summary>
    private static List<Source> Origins(OperationGraph graph, Value? value, HashSet<Source> inputs)
    {
        var origins = new List<Source>();
        for (Source? source = (value as View)?.Source; source is not null && (origins.Count == 0 || !inputs.Contains(source));)
        {
            origins.Add(source);
            Source[] before = graph.Producer(source) is { } operation
                ? [.. operation.Views.Select(view => view.Source).Where(input => input is not ParameterSource).Distinct()]
                : [];
            source = before.Length == 1 ? before[0] : null;
        }

        return origins;
    }
}
