using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks.DeepNets;
using Ghn.Networks.State;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;
using Ghn.Training.HyperNetworks;

namespace Ghn.Benchmarks;

/// <summary>
/// A training step of GHN-3-T and of GHN-2 with the meta-batch that the reference was timed with: four networks of cells on 64 images
/// of 32×32. The reference's time was taken on another machine; the rate of OpenBLAS, measured here in the same run, carries the ratio
/// over.
/// </summary>
internal static class TrainStepBenchmark
{
    private const int Repetitions = 9;
    private const int Threads = 2;

    /// <summary>.NET compiles what runs often a second time, with what it has learnt from it.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private const int BatchSize = 64;
    private const int ClassCount = 10;
    private const int ImageSize = 32;

    /// <summary>Runs <c>train-step</c>.</summary>
    public static int Run(string[] arguments)
    {
        if (OpenBlas.RestartTuned(arguments) is int exitCode)
        {
            return exitCode;
        }

        WorkerPool.ThreadCount = Threads;
        JsonNode reference = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "bench", "reference_timings.json")))!;
        TrainingArchitecture[] architectures = [.. Architectures(reference["tuned"]!["train_step_networks"]!)];
        double theirs = (double)reference["tuned"]!["train_step_s"]!;
        double theirRate = (double)reference["machine_gemm_gflops_in_the_same_hour"]!["OpenBLAS SKYLAKEX, 2 threads"]!;
        double rate = OpenBlas.Rate(Threads);
        string networks = string.Join(
            ", ", architectures.Select(entry => $"{entry.Network.ParameterCount} parameters and {entry.Graph.Nodes.Count} nodes"));
        Console.WriteLine($"Networks of {networks}; {BatchSize} images of 32×32, {Threads} threads.");
        Console.WriteLine($"OpenBLAS ({OpenBlas.CoreName} kernels): {rate:f0} GFLOP/s here, {theirRate:f0} where the reference was timed.");
        Console.WriteLine();
        Console.WriteLine("| GHN | step ms | reference ms | ratio | ratio at equal OpenBLAS rate | memory MiB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        Console.WriteLine(Row("GHN-3-T", "ghn3-t", architectures, theirs, theirRate / rate));
        Console.WriteLine(Row("GHN-2", "ghn2", architectures, null, 1));
        return 0;
    }

    private static string Row(string name, string preset, TrainingArchitecture[] architectures, double? theirs, double slowdown)
    {
        MemoryPool.Trim();
        double ours = MedianStep(HyperNetworkPresets.Named(preset, ClassCount, ImageSize), architectures);
        string ratios = theirs is double reference
            ? $"{1000 * reference:f0} | {reference / ours:f1}× | {reference * slowdown / ours:f1}×"
            : " | | ";
        return $"| {name} | {1000 * ours:f0} | {ratios} | {MemoryPool.RetainedBytes / (1 << 20)} |";
    }

    /// <summary>The time of a step in seconds, each with a different order of the networks, as a training has it.</summary>
    private static double MedianStep(HyperNetworkConfiguration configuration, TrainingArchitecture[] architectures)
    {
        using TrainableHyperNetwork ghn = TrainableHyperNetwork.Create(configuration, seed: 1);
        using var learner = new HyperNetworkLearner(ghn, HyperNetworkRecipes.For(configuration));
        using var images = new ImageBatch(
            Initializer.Normal(1).Create([BatchSize, 3, ImageSize, ImageSize], new RandomSource(0, "images")),
            [.. Enumerable.Range(0, BatchSize).Select(i => i % ClassCount)]);
        long warmUp = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warmUp) < WarmUp)
        {
            learner.Step(architectures, images);
        }

        var times = new List<double>();
        for (int run = 0; run < Repetitions; run++)
        {
            long start = Stopwatch.GetTimestamp();
            learner.Step(architectures, images);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return times.Order().ElementAt(Repetitions / 2);
    }

    private static IEnumerable<TrainingArchitecture> Architectures(JsonNode networks)
    {
        using FileStream file = File.OpenRead(Path.Combine(Repository.Root, "tests", "Golden", "deepnets", "train.json.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument train = JsonDocument.Parse(content);
        foreach (JsonNode? network in networks.AsArray())
        {
            int index = (int)network!["idx"]!;
            yield return new TrainingArchitecture(
                DeepNetJson.Parse(train.RootElement[index], $"train {index}").ToNetwork(name: $"train {index}"));
        }
    }
}
