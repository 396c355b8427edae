using System.Globalization;

namespace Ghn.Benchmarks;

/// <summary>
/// Whole networks, forward (as they are used) and a training step (forward, loss, gradients of all parameters), against
/// PyTorch's. Each runs in a process of its own, so that its peak memory is its own; they take turns, so that noise meets all
/// alike. PyTorch runs with dense and with channels-last memory, and the better of the two counts.
/// </summary>
internal static class NetworksBenchmark
{
    /// <summary>How much slower one of PyTorch's formats may be in the first round to be measured further.</summary>
    private const double Hopeless = 1.15;

    private const double SecondsPerTurn = 0.3;

    /// <summary>How long each process works before it is timed: compilers and allocators settle in the meantime.</summary>
    private const double WarmUpSeconds = 2;

    private const int MostWarmUps = 50;

    private const string AllNetworks =
        "resnet50@224,mobilenet_v3_large@224,efficientnet_b0@224,convnext_tiny@224,swin_t@224,resnet18@32,cells@32";

    /// <summary>Runs <c>networks [--networks NAME@SIZE,…] [--batch 32] [--threads N] [--rounds 5]</c>.</summary>
    public static int Run(string[] arguments)
    {
        int batch = int.Parse(Arguments.Option(arguments, "--batch", "32"), CultureInfo.InvariantCulture);
        int threads = int.Parse(Arguments.Option(arguments, "--threads", $"{Environment.ProcessorCount}"), CultureInfo.InvariantCulture);
        int rounds = int.Parse(Arguments.Option(arguments, "--rounds", "5"), CultureInfo.InvariantCulture);
        Console.WriteLine($"### Whole networks, batch {batch}, threads {threads}: Ghn and PyTorch\n");
        Console.WriteLine("| network | forward ms | PyTorch | ratio | training step ms | PyTorch | ratio | peak MB | PyTorch | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        var ratios = new List<double>();
        foreach (string network in Arguments.Option(arguments, "--networks", AllNetworks).Split(','))
        {
            using NetworkProcess ours = NetworkProcess.Ghn(network, batch, threads);
            using NetworkProcess dense = NetworkProcess.PyTorch(network, batch, threads, "contiguous");
            using NetworkProcess channelsLast = NetworkProcess.PyTorch(network, batch, threads, "channels_last");
            NetworkProcess[] all = [ours, dense, channelsLast];
            RequireEqual(network, ours.ParameterCount, dense.ParameterCount);
            (double Ours, double Theirs, string Format)[] results =
            [
                Best([.. Milliseconds("forward", all, rounds)]),
                Best([.. Milliseconds("step", all, rounds)]),
                Best([.. all.Select(process => process.PeakBytes / 1e6)]),
            ];
            ratios.AddRange(results[..2].Select(result => result.Theirs / result.Ours));
            IEnumerable<string> cells = results.Select(result =>
                $"{result.Ours:F0} | {result.Theirs:F0}{result.Format} | {result.Theirs / result.Ours:F2}");
            Console.WriteLine($"| {network.Replace('@', ' ')} | {string.Join(" | ", cells)} |");
        }

        Console.WriteLine($"\nMedians of {rounds} rounds. *: PyTorch was better with channels-last memory.");
        Console.WriteLine($"Geometric mean of the ratios of time: {Math.Exp(ratios.Average(Math.Log)):F2}");
        return 0;
    }

    /// <summary>The median time of each process: Ghn, PyTorch's dense memory, PyTorch's channels-last memory.</summary>
    private static IEnumerable<double> Milliseconds(string request, NetworkProcess[] processes, int rounds)
    {
        double slowest = processes.Max(process => WarmUp(process, request));
        int repetitions = (int)Math.Clamp(SecondsPerTurn / slowest, 1, 10);
        List<double>[] times = [.. processes.Select(_ => new List<double>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < processes.Length; i++)
            {
                double rival = i == 0 || round == 0 ? double.PositiveInfinity : times[^i].Min();
                if (round == 0 || times[i].Min() < Hopeless * rival)
                {
                    // The pause lets the other's threads go to sleep, which spin for a while after their work.
                    Thread.Sleep(20);
                    times[i].AddRange(processes[i].Measure(request, repetitions));
                }
            }
        }

        return times.Select(list => 1e3 * list.Order().ElementAt(list.Count / 2));
    }

    /// <summary>Lets a process settle; returns what its last repetition took, in seconds.</summary>
    private static double WarmUp(NetworkProcess process, string request)
    {
        double first = process.Measure(request, repetitions: 2)[1];
        return process.Measure(request, (int)Math.Clamp(WarmUpSeconds / first, 1, MostWarmUps))[^1];
    }

    /// <summary>Ghn's figure and the lesser of PyTorch's, which is marked where it is that of channels-last memory.</summary>
    private static (double Ours, double Theirs, string Format) Best(double[] figures) =>
        (figures[0], Math.Min(figures[1], figures[2]), figures[2] < figures[1] ? "*" : "");

    private static void RequireEqual(string network, long ours, long theirs)
    {
        if (ours != theirs)
        {
            throw new InvalidOperationException($"{network} has {ours} parameters here and {theirs} in PyTorch: not the same network.");
        }
    }
}
