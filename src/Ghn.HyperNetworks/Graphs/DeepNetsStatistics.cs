using Ghn.Networks.DeepNets;
using Ghn.Tensors.Threading;

namespace Ghn.HyperNetworks.Graphs;

/// <summary>What a set of architectures is like (GHN-2 paper, Table 1).</summary>
/// <param name="Count">The number of architectures.</param>
/// <param name="Cells">Their cells.</param>
/// <param name="Steps">The steps of their cells.</param>
/// <param name="Channels">The channels of their first cells.</param>
/// <param name="Parameters">Their parameters, for CIFAR-10.</param>
/// <param name="ShareWithoutBatchNorm">The share without batch normalisation.</param>
/// <param name="ShareWithAttention">The share with self-attention.</param>
/// <param name="ShareWithExcitation">The share with squeeze-and-excitation.</param>
/// <param name="Graphs">The number of graphs that the following were measured on.</param>
/// <param name="Nodes">The nodes of a graph.</param>
/// <param name="Degree">The mean number of edges of a graph's nodes, in and out.</param>
/// <param name="AveragePath">The mean length of a graph's shortest paths between all nodes, whichever way edges lead.</param>
/// <param name="LongestPath">The longest of all shortest paths of a graph along its edges.</param>
public sealed record DeepNetsStatistics(
    long Count,
    NumberSummary Cells,
    NumberSummary Steps,
    NumberSummary Channels,
    NumberSummary Parameters,
    double ShareWithoutBatchNorm,
    double ShareWithAttention,
    double ShareWithExcitation,
    int Graphs,
    NumberSummary Nodes,
    NumberSummary Degree,
    NumberSummary AveragePath,
    NumberSummary LongestPath)
{
    private const int ClassCount = 10;

    /// <summary>Measures architectures.</summary>
    /// <param name="architectures">The architectures.</param>
    /// <param name="graphs">The most graphs to build, of architectures spread evenly; building them takes nearly all the time.</param>
    /// <param name="progress">Is told when another graph is done, from any thread.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static DeepNetsStatistics Of(
        IReadOnlyList<DeepNet> architectures, int graphs = 1000, Action? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(architectures);
        DeepNet[] sample = [.. Spread(architectures, Math.Min(graphs, architectures.Count))];
        var shapes = new (double Nodes, double Degree, double AveragePath, double LongestPath)[sample.Length];
        WorkerPool.For(sample.Length, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            var graph = ComputationalGraph.Of(sample[i].ToNetwork(ClassCount));
            (double degree, double path) = GraphConnectivity.Of(graph);
            shapes[i] = (graph.Nodes.Count, degree, path, graph.VirtualEdges(ushort.MaxValue).MaxDistance);
            progress?.Invoke();
        });

        var (cells, steps, channels, parameters) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (withoutNorm, withAttention, withExcitation) = (0, 0, 0);
        foreach (DeepNet net in architectures)
        {
            cells.Add(net.Configuration.Cells);
            steps.Add(net.Genotype.Normal.Steps);
            channels.Add(net.Configuration.Channels);
            parameters.Add(net.CountParameters(ClassCount));
            withoutNorm += net.Configuration.HasBatchNorm ? 0 : 1;
            withAttention += net.Genotype.HasAttention ? 1 : 0;
            withExcitation += net.Genotype.Contains(CellOperation.Cse) ? 1 : 0;
        }

        double Share(int count) => (double)count / architectures.Count;
        return new DeepNetsStatistics(
            architectures.Count, NumberSummary.Of(cells), NumberSummary.Of(steps), NumberSummary.Of(channels), NumberSummary.Of(parameters),
            Share(withoutNorm), Share(withAttention), Share(withExcitation), sample.Length,
            NumberSummary.Of(shapes.Select(shape => shape.Nodes)), NumberSummary.Of(shapes.Select(shape => shape.Degree)),
            NumberSummary.Of(shapes.Select(shape => shape.AveragePath)), NumberSummary.Of(shapes.Select(shape => shape.LongestPath)));
    }

    private static IEnumerable<DeepNet> Spread(IReadOnlyList<DeepNet> architectures, int count) =>
        Enumerable.Range(0, count).Select(i => architectures[(int)((long)i * architectures.Count / count)]);
}

/// <summary>The range, median, mean and standard deviation of some numbers.</summary>
public readonly record struct NumberSummary(double Least, double Median, double Mean, double Deviation, double Most)
{
    /// <summary>Sums numbers up.</summary>
    /// <param name="numbers">The numbers, of which there are some.</param>
    public static NumberSummary Of(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers.Order()];
        double median = (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
        double mean = all.Average();
        return new NumberSummary(all[0], median, mean, Math.Sqrt(all.Average(number => (number - mean) * (number - mean))), all[^1]);
    }
}
