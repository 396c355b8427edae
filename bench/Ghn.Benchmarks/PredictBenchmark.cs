using System.Text.Json.Nodes;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>
/// Graph and prediction of each size of GHN on three networks, against the recorded times of the reference with its BLAS tuned.
/// Those were taken on another machine: the rate of OpenBLAS, measured here in the same run, carries the ratio over.
/// </summary>
internal static class PredictBenchmark
{
    private const int Repetitions = 7;
    private const int Threads = 2;

    private static readonly string[] Networks = ["resnet50", "convnext_base", "vit_b_16"];

    /// <summary>Runs <c>predict [--sizes GHN2,T,S,L,XL] [--ghns FOLDER]</c>.</summary>
    public static int Run(string[] arguments)
    {
        if (OpenBlas.RestartTuned(arguments) is int exitCode)
        {
            return exitCode;
        }

        WorkerPool.ThreadCount = Threads;
        string folder = Arguments.Option(arguments, "--ghns", RandomCheckpoint.DefaultFolder);
        JsonNode reference = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "bench", "reference_timings.json")))!;
        double theirRate = (double)reference["machine_gemm_gflops_in_the_same_hour"]!["OpenBLAS SKYLAKEX, 2 threads"]!;
        double rate = OpenBlas.Rate(Threads);
        Console.WriteLine($"OpenBLAS ({OpenBlas.CoreName} kernels), {Threads} threads, {OpenBlas.RateSize} cubed: {rate:f0} GFLOP/s "
            + $"here, {theirRate:f0} where the reference was timed.");
        Console.WriteLine();
        Console.WriteLine(
            "| GHN | network | graph ms | encode ms | decode ms | total ms | reference ms | ratio | ratio at equal OpenBLAS rate |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (RandomCheckpoint size in RandomCheckpoint.Named(Arguments.Option(arguments, "--sizes", "GHN2,T,S,L,XL").Split(',')))
        {
            using HyperNetwork ghn = HyperNetwork.Load(size.File(folder));
            foreach (string name in Networks)
            {
                PredictionTimings ours = Median(ghn, Zoo.Create(name));
                double theirs = 1000 * (
                    (double)reference["tuned"]!["graph_s"]![name]! + (double)reference["tuned"]!["predict_s"]![size.Name]![name]!);
                Console.WriteLine(Row(size.Name, name, ours, theirs, theirRate / rate));
            }
        }

        return 0;
    }

    private static string Row(string ghn, string network, PredictionTimings ours, double theirs, double slowdown)
    {
        double total = ours.Total.TotalMilliseconds;
        return $"| {ghn} | {network} | {ours.Graph.TotalMilliseconds:f1} | {ours.Encoding.TotalMilliseconds:f1} | "
            + $"{ours.Decoding.TotalMilliseconds:f1} | {total:f1} | {theirs:f0} | {theirs / total:f1}× | {theirs * slowdown / total:f1}× |";
    }

    /// <summary>The run of median length, after one to warm up; each starts from the network, as the reference's does.</summary>
    private static PredictionTimings Median(HyperNetwork ghn, Network network)
    {
        ghn.Predict(network).Dispose();
        var runs = new List<PredictionTimings>();
        for (int run = 0; run < Repetitions; run++)
        {
            using Prediction prediction = ghn.Predict(network);
            runs.Add(prediction.Timings);
        }

        return runs.OrderBy(timings => timings.Total).ElementAt(Repetitions / 2);
    }
}
