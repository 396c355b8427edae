using System.Diagnostics;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>How fast architectures of DeepNets-1M are drawn and written, read, built, and turned into graphs.</summary>
internal static class DeepNetsBenchmark
{
    /// <summary>Runs <c>deepnets [--count 1000000] [--threads 2]</c>.</summary>
    public static int Run(string[] arguments)
    {
        int count = int.Parse(Arguments.Option(arguments, "--count", "1000000"));
        WorkerPool.ThreadCount = int.Parse(Arguments.Option(arguments, "--threads", "2"));
        string path = Path.Combine(Path.GetTempPath(), $"ghn-benchmark-{Environment.ProcessId}.deepnets");
        try
        {
            Console.WriteLine($"{WorkerPool.ThreadCount} threads");
            Console.WriteLine();
            Console.WriteLine("| work | networks | seconds | networks per second |");
            Console.WriteLine("|---|---:|---:|---:|");
            Report("draw and write", count, () => DeepNetsFile.Generate(path, DeepNetsSplit.Train, seed: 0, count));
            using var file = DeepNetsFile.Open(path);
            int few = Math.Min(count, 20_000);
            Report("read in any order", few, () => Each(few, i => _ = file[(int)((i * 982_451_653L) % count)]));
            few = Math.Min(count, 1_000);
            Report("build the network", few, () => Each(few, i => file[i].ToNetwork()));
            Report(
                "build the network, its graph, distances up to 50", few,
                () => Each(few, i => ComputationalGraph.Of(file[i].ToNetwork()).VirtualEdges(50)));
            Console.WriteLine();
            Console.WriteLine($"{(double)new FileInfo(path).Length / count:f1} bytes per network");
        }
        finally
        {
            File.Delete(path);
        }

        return 0;
    }

    private static void Each(int count, Action<int> work)
    {
        for (int i = 0; i < count; i++)
        {
            work(i);
        }
    }

    private static void Report(string what, int count, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"| {what} | {count} | {seconds:f2} | {count / seconds:f0} |");
    }
}
