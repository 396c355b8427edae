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
        HashSet<Source>[] origins = [.. operation.Inputs.Select(input => Origins(graph, input, inputs))];
        HashSet<Source> common = [.. origins[0]];
        foreach (HashSet<Source> others in origins)
        {
            common.IntersectWith(others);
        }

        var groups = new List<int> { 1 };
        HashSet<Source> shared = [.. origins[0]];
        foreach (HashSet<Source> next in origins[1..])
        {
            shared.IntersectWith(next);
            shared.ExceptWith(common);
            if (shared.Count > 0)
            {
                groups[^1]++;
            }
            else
            {
                groups.Add(1);
                shared = [.. next];
            }
        }

        return groups;
    }

    /// <summary>
    /// What a value comes from, step by step, until several values are combined, or another input of the concatenation is met.
    /// </summary>
    private static HashSet<Source> Origins(OperationGraph graph, Value? value, HashSet<Source> inputs)
    {
        var origins = new HashSet<Source>();
        for (Source? source = (value as View)?.Source; source is not null && (origins.Count == 0 || !inputs.Contains(source));)
        {
            origins.Add(source);
            source = Before(graph, source);
        }

        return origins;
    }

    /// <summary>The one value that another is computed of, weights aside; null for none or several.</summary>
    private static Source? Before(OperationGraph graph, Source source)
    {
        Source? only = null;
        foreach (View view in graph.Producer(source)?.Views ?? [])
        {
            if (view.Source is ParameterSource || view.Source == only)
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = view.Source;
        }

        return only;
    }
}
