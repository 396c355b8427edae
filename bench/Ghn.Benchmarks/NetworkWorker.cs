using System.Diagnostics;
using System.Globalization;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>
/// Ghn's side of <c>networks</c>: a process that runs one network on request, by the protocol of <c>networks_rival.py</c>.
/// </summary>
internal static class NetworkWorker
{
    public const string Command = "network-worker";

    /// <summary>Runs <c>network-worker NAME@SIZE BATCH THREADS</c> until its input ends.</summary>
    public static int Run(string[] arguments)
    {
        string[] parts = arguments[1].Split('@');
        int size = int.Parse(parts[1], CultureInfo.InvariantCulture);
        int batch = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        WorkerPool.ThreadCount = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        int classes = size <= 32 ? 10 : 1000;
        Network network = parts[0] == CellNetwork.Name ? CellNetwork.Create(classes, size) : Zoo.Create(parts[0], classes, size);
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = Images(batch, size);
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % classes)];

        Console.WriteLine(network.ParameterCount);
        while (Console.ReadLine() is { } line)
        {
            string[] request = line.Split(' ');
            Console.WriteLine(request[0] switch
            {
                "forward" => Times(request[1], () => model.Predict(images).Dispose()),
                "step" => Times(request[1], () => Step(model, images, labels)),
                _ => PeakBytes(),
            });
        }

        return 0;
    }

    private static void Step(Model model, Tensor images, int[] labels)
    {
        using ForwardPass pass = model.Forward(images, ExecutionMode.Training);
        using Variable loss = pass.Logits.CrossEntropy(labels);
        pass.Backward(loss).Dispose();
    }

    private static string Times(string repetitions, Action action)
    {
        var times = new List<string>();
        for (int i = 0; i < int.Parse(repetitions, CultureInfo.InvariantCulture); i++)
        {
            double start = Seconds();
            action();
            times.Add($"{Seconds() - start:F9}");
        }

        return string.Join(' ', times);
    }

    /// <summary>Processor time for one thread, else wall time.</summary>
    private static double Seconds() =>
        WorkerPool.ThreadCount == 1 ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetElapsedTime(0).TotalSeconds;

    private static string PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return $"{process.PeakWorkingSet64}";
    }

    private static Tensor Images(int batch, int size)
    {
        Tensor images = Tensor.Allocate([batch, 3, size, size]);
        var random = new Random(1);
        foreach (ref float value in images.Values)
        {
            value = (2 * random.NextSingle()) - 1;
        }

        return images;
    }
}
