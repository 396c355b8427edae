using System.Diagnostics;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>The matrix product against OpenBLAS, repetition by repetition in turn, so that noise meets both alike.</summary>
internal static unsafe class GemmBenchmark
{
    private const int Rounds = 7;

    private static readonly (int M, int N, int K)[] Sizes =
    [
        (384, 384, 384), (512, 512, 512), (768, 768, 768), (1024, 1024, 1024), (1536, 1536, 1536), (2048, 2048, 2048),
        (3072, 3072, 3072), (240, 147456, 3072),
    ];

    /// <summary>Runs <c>gemm [--threads 1,2] [--sizes 240x147456x3072,…]</c>.</summary>
    public static int Run(string[] arguments)
    {
        if (OpenBlas.RestartTuned(arguments) is int exitCode)
        {
            return exitCode;
        }

        int[] threadCounts = [.. Option("--threads", "1,2").Split(',').Select(int.Parse)];
        (int M, int N, int K)[] sizes = Option("--sizes", "") is { Length: > 0 } list ? [.. list.Split(',').Select(Size)] : Sizes;
        Console.WriteLine($"OpenBLAS uses its kernels for {OpenBlas.CoreName}.");
        Console.WriteLine();
        Console.WriteLine("| m×n×k | threads | Ghn GFLOP/s | OpenBLAS GFLOP/s | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((int m, int n, int k) in sizes)
        {
            using Tensor a = Random([m, k]);
            using Tensor b = Random([n, k]);
            using Tensor ours = Tensor.Zeros([m, n]);
            using Tensor theirs = Tensor.Zeros([m, n]);
            foreach (int threads in threadCounts)
            {
                WorkerPool.ThreadCount = threads;
                double work = 2e-9 * m * n * k;
                var ourTimes = new List<double>();
                var theirTimes = new List<double>();
                for (int round = 0; round < Rounds; round++)
                {
                    Measure(ourTimes, work, () => Matrices.MultiplyTransposed(MatrixView.Of(a), MatrixView.Of(b), MatrixView.Of(ours)));
                    Measure(theirTimes, work, () => OpenBlas.MultiplyTransposed(
                        threads, m, n, k, (float*)a.Data, (float*)b.Data, (float*)theirs.Data));
                }

                RequireEqual(ours, theirs, k);
                (double our50, double their50) = (work / Median(ourTimes), work / Median(theirTimes));
                Console.WriteLine($"| {m}×{n}×{k} | {threads} | {our50:F1} | {their50:F1} | {our50 / their50:F2} |");
            }
        }

        return 0;

        string Option(string name, string otherwise) =>
            Array.IndexOf(arguments, name) is var index and >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : otherwise;
    }

    private static (int M, int N, int K) Size(string text)
    {
        int[] parts = [.. text.Split('x').Select(int.Parse)];
        return (parts[0], parts[1], parts[2]);
    }

    private static Tensor Random(Shape shape)
    {
        Tensor tensor = Tensor.Allocate(shape);
        var random = new Random(1);
        foreach (ref float value in tensor.Values)
        {
            value = random.NextSingle() - 0.5f;
        }

        return tensor;
    }

    /// <summary>
    /// Adds the times of some repetitions. The pause lets the other library's threads go to sleep, which spin for a while after
    /// their work; the first repetition wakes this one's.
    /// </summary>
    private static void Measure(List<double> times, double work, Action action)
    {
        Thread.Sleep(60);
        int repetitions = (int)Math.Clamp(5 / work, 1, 20);
        for (int i = -1; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void RequireEqual(Tensor ours, Tensor theirs, int k)
    {
        float largest = System.Numerics.Tensors.TensorPrimitives.Distance<float>(ours.Values, theirs.Values)
            / System.Numerics.Tensors.TensorPrimitives.Norm<float>(theirs.Values);
        if (!(largest < 1e-6 * Math.Sqrt(k)))
        {
            throw new InvalidOperationException($"The products differ: {largest:G3} relative.");
        }
    }
}
