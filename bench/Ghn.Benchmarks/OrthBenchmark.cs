using System.Diagnostics;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>Noise and orthogonal filters for whole networks, on weights as they are initialised and as a GHN predicts them.</summary>
internal static class OrthBenchmark
{
    private const double Beta = 1e-5;

    /// <summary>Runs <c>orth [--networks resnet50,…] [--threads 2] [--rounds 7] [--ghns FOLDER]</c>.</summary>
    public static int Run(string[] arguments)
    {
        WorkerPool.ThreadCount = int.Parse(Arguments.Option(arguments, "--threads", "2"));
        int rounds = int.Parse(Arguments.Option(arguments, "--rounds", "7"));
        RandomCheckpoint size = RandomCheckpoint.Named(["T"]).Single();
        using HyperNetwork ghn = HyperNetwork.Load(size.File(Arguments.Option(arguments, "--ghns", RandomCheckpoint.DefaultFolder)));
        Console.WriteLine($"{WorkerPool.ThreadCount} threads, medians of {rounds} runs");
        Console.WriteLine();
        Console.WriteLine("| network | weights | layers | of full rank | noise ms | orth ms | orthogonality error |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (string name in Arguments.Option(arguments, "--networks", "resnet50").Split(','))
        {
            Network network = Zoo.Create(name);
            Report(network, "random", rounds, () => network.Initialize(), null);
            Report(network, "predicted", rounds, () => ghn.Predict(network).Weights, null);
            var noise = new NoiseOptions(Beta, ghn.Configuration.MaxOutChannels);
            Report(network, "predicted, noisy", rounds, () => ghn.Predict(network).Weights, noise);
        }

        return 0;
    }

    private static void Report(Network network, string kind, int rounds, Func<StateDict> create, NoiseOptions? options)
    {
        var noiseTimes = new List<double>();
        var orthTimes = new List<double>();
        IReadOnlyList<OrthogonalWeight> layers = [];
        double error = 0;
        for (int round = -1; round < rounds; round++)
        {
            using StateDict weights = create();
            long start = Stopwatch.GetTimestamp();
            if (options is not null)
            {
                GhnOrth.AddNoise(network, weights, options);
            }

            long noiseDone = Stopwatch.GetTimestamp();
            layers = GhnOrth.Orthogonalize(network, weights);
            long orthDone = Stopwatch.GetTimestamp();
            if (round >= 0)
            {
                noiseTimes.Add(Stopwatch.GetElapsedTime(start, noiseDone).TotalMilliseconds);
                orthTimes.Add(Stopwatch.GetElapsedTime(noiseDone, orthDone).TotalMilliseconds);
            }

            error = round == 0 ? layers.Max(layer => OrthogonalityError(weights[layer.Name])) : error;
        }

        string noise = options is null ? "-" : $"{noiseTimes.Order().ElementAt(rounds / 2):f0}";
        int full = layers.Count(layer => layer.Rank == layer.FullRank);
        Console.WriteLine(
            $"| {network.Name} | {kind} | {layers.Count} | {full} | {noise} | {orthTimes.Order().ElementAt(rounds / 2):f0} | {error:g2} |");
    }

    /// <summary>The largest element of W·Wᵀ − I or Wᵀ·W − I.</summary>
    private static double OrthogonalityError(Tensor weight)
    {
        Tensor matrix = weight.Reshape([weight.Shape[0], (int)(weight.ElementCount / weight.Shape[0])]);
        MatrixView wide = matrix.Shape[0] > matrix.Shape[1] ? MatrixView.Of(matrix).Transposed : MatrixView.Of(matrix);
        using Tensor products = Tensor.Allocate([wide.Rows, wide.Rows]);
        Matrices.MultiplyTransposed(wide, wide, MatrixView.Of(products));
        double largest = 0;
        for (int i = 0; i < wide.Rows * wide.Rows; i++)
        {
            largest = Math.Max(largest, Math.Abs(products.Values[i] - (i % (wide.Rows + 1) == 0 ? 1 : 0)));
        }

        return largest;
    }
}
