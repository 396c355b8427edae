namespace Ghn.HyperNetworks.Graphs.Drawing;

/// <summary>
/// Folds the layers of a deep network into columns of about equal length. Folds are put where few signals are cut,
/// which is between the blocks that the network is made of, by dynamic programming over the place of each fold.
/// </summary>
internal static class ColumnWrapping
{
    /// <summary>How much longer than the average a column may be.</summary>
    private const double MaxStretch = 1.4;

    /// <summary>How many cut signals are as bad as a column of no length.</summary>
    private const double Balance = 6;

    /// <summary>The first layer of each column, and after them the number of layers.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layering">The layers of its nodes.</param>
    /// <param name="columns">The number of columns, at most that of layers.</param>
    public static int[] Into(ComputationalGraph graph, Layering layering, int columns)
    {
        int layers = layering.Count;
        int[] cuts = CutSignals(graph, layering);
        double ideal = (double)layers / columns;
        int longest = (int)Math.Ceiling(ideal * MaxStretch);

        // cost[c, l]: the least cost of putting the first l layers into c columns; from[c, l]: where the last of them starts.
        double[,] cost = new double[columns + 1, layers + 1];
        int[,] from = new int[columns + 1, layers + 1];
        for (int layer = 1; layer <= layers; layer++)
        {
            cost[0, layer] = double.PositiveInfinity;
        }

        for (int column = 1; column <= columns; column++)
        {
            for (int end = 0; end <= layers; end++)
            {
                cost[column, end] = double.PositiveInfinity;
                for (int start = Math.Max(0, end - longest); start < end; start++)
                {
                    double imbalance = (end - start - ideal) / ideal;
                    double total = cost[column - 1, start] + (start == 0 ? 0 : cuts[start]) + (Balance * imbalance * imbalance);
                    if (total < cost[column, end])
                    {
                        cost[column, end] = total;
                        from[column, end] = start;
                    }
                }
            }
        }

        int[] starts = new int[columns + 1];
        starts[columns] = layers;
        for (int column = columns; column > 0; column--)
        {
            starts[column - 1] = from[column, starts[column]];
        }

        return starts;
    }

    /// <summary>For each layer, the number of signals that come from before it; a node's output is one, however many read it.</summary>
    private static int[] CutSignals(ComputationalGraph graph, Layering layering)
    {
        int[] cuts = new int[layering.Count];
        for (int source = 0; source < graph.Nodes.Count; source++)
        {
            int last = graph.Successors[source].Select(target => layering[target]).DefaultIfEmpty(layering[source]).Max();
            for (int layer = layering[source] + 1; layer <= last; layer++)
            {
                cuts[layer]++;
            }
        }

        return cuts;
    }
}
