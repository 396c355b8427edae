using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Convolution;
using Ghn.Tensors.Threading;

namespace Ghn.Benchmarks;

/// <summary>
/// Convolutions of known networks, forward and backward, against PyTorch's (oneDNN), in turn, so that noise meets both alike.
/// The shortest of the repetitions counts, in processor time where there is one thread.
/// Each distinct layer is measured once; a network's time is the sum over its layers as often as they occur.
/// </summary>
internal static class ConvolutionBenchmark
{
    private const int Rounds = 4;
    private const double SecondsPerMeasurement = 0.15;

    private const string Heading = """
        | network | forward | PyTorch | ratio | input | PyTorch | ratio | weight | PyTorch | ratio | all | PyTorch | ratio |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    private const string LayerHeading = """
        | layer | times | forward GFLOP/s | ratio | ms lost | input GFLOP/s | ratio | ms lost | weight GFLOP/s | ratio | ms lost |
        |---|---|---|---|---|---|---|---|---|---|---|
        """;

    private static readonly string[] Operations = ["forward", "input", "weight"];

    private static readonly (string Network, int ImageSize)[] Networks =
    [
        ("resnet50", 224), ("mobilenet_v3_large", 224), ("efficientnet_b0", 224), ("convnext_tiny", 224), ("resnet18", 32),
        (CellLayers.Name, CellLayers.ImageSize),
    ];

    /// <summary>Runs <c>conv [--networks NAME@SIZE,…] [--batch 32] [--threads N] [--layers] [--only TEXT]</c>.</summary>
    public static int Run(string[] arguments)
    {
        int batch = int.Parse(Arguments.Option(arguments, "--batch", "32"));
        WorkerPool.ThreadCount = int.Parse(Arguments.Option(arguments, "--threads", $"{Environment.ProcessorCount}"));
        string all = string.Join(',', Networks.Select(network => $"{network.Network}@{network.ImageSize}"));
        string chosen = Arguments.Option(arguments, "--networks", all);
        string only = Arguments.Option(arguments, "--only", "");
        bool layers = arguments.Contains("--layers");
        using var rival = new ConvolutionRival(WorkerPool.ThreadCount);
        Console.WriteLine(
            $"\n### Convolutions of whole networks, batch {batch}, threads {WorkerPool.ThreadCount}: milliseconds of Ghn and PyTorch\n");
        if (!layers)
        {
            Console.WriteLine(Heading);
        }

        var ratios = new List<double>();
        foreach (string[] parts in chosen.Split(',').Select(name => name.Split('@')))
        {
            (ConvolutionGeometry Geometry, int Count)[] geometries = parts[0] == CellLayers.Name
                ? CellLayers.All(batch)
                : Layers(Zoo.Create(parts[0], imageSize: int.Parse(parts[1])), batch);
            var total = new Timing[Operations.Length];
            if (layers)
            {
                Console.WriteLine($"\n### {parts[0]} at {parts[1]}², batch {batch}\n");
                Console.WriteLine(LayerHeading);
            }

            foreach ((ConvolutionGeometry geometry, int count) in geometries.Where(
                layer => Name(layer.Geometry).Contains(only, StringComparison.Ordinal)))
            {
                Timing[] timings = Measure(geometry, rival);
                for (int i = 0; i < total.Length; i++)
                {
                    total[i] = new Timing(total[i].Ours + (count * timings[i].Ours), total[i].Theirs + (count * timings[i].Theirs));
                }

                if (layers)
                {
                    IEnumerable<string> cells = timings.Select(
                        time => $"{Work(geometry) / time.Ours:F0} | {time.Ratio:F2} | {1e3 * count * (time.Ours - time.Theirs):F1}");
                    Console.WriteLine($"| {Name(geometry)} | {count} | {string.Join(" | ", cells)} |");
                }
            }

            ratios.AddRange(total.Select(time => time.Ratio));
            var whole = new Timing(total.Sum(time => time.Ours), total.Sum(time => time.Theirs));
            IEnumerable<string> sums = total.Append(whole).Select(
                time => $"{1e3 * time.Ours:F0} | {1e3 * time.Theirs:F0} | {time.Ratio:F2}");
            Console.WriteLine($"{(layers ? $"\n{Heading}\n" : "")}| {parts[0]}@{parts[1]} | {string.Join(" | ", sums)} |");
        }

        Console.WriteLine($"\nGeometric mean of the ratios: {Math.Exp(ratios.Average(Math.Log)):F2}");
        return 0;
    }

    private static (ConvolutionGeometry Geometry, int Count)[] Layers(Network network, int batch) =>
    [
        .. network.Nodes
            .Where(node => node.Layer is Conv2d)
            .Select(node => Geometry(
                (Conv2d)node.Layer, node.Inputs[0] < 0 ? network.InputShape : network.Nodes[node.Inputs[0]].OutputShape, batch))
            .GroupBy(geometry => geometry)
            .Select(group => (group.Key, group.Count())),
    ];

    private static ConvolutionGeometry Geometry(Conv2d layer, Shape input, int batch) => new(
        batch, layer.InChannels, input[1], input[2], layer.OutChannels, layer.Kernel.Height, layer.Kernel.Width,
        layer.Stride.Height, layer.Stride.Width, layer.Padding.Height, layer.Padding.Width, layer.Dilation.Height, layer.Dilation.Width,
        layer.Groups);

    private static string Name(in ConvolutionGeometry g) =>
        $"{g.InChannels}→{g.OutChannels} {g.KernelHeight}×{g.KernelWidth} at {g.Height}²"
        + (g.StrideHeight > 1 ? $" stride {g.StrideHeight}" : "") + (g.DilationHeight > 1 ? $" dilation {g.DilationHeight}" : "")
        + (g.Groups > 1 ? $" groups {g.Groups}" : "");

    /// <summary>The work in units of 10⁹ additions and multiplications.</summary>
    private static double Work(in ConvolutionGeometry g) =>
        2e-9 * g.Batch * g.OutHeight * g.OutWidth * g.OutChannels * (g.InChannels / g.Groups) * g.KernelHeight * g.KernelWidth;

    private static Timing[] Measure(ConvolutionGeometry g, ConvolutionRival rival)
    {
        using Tensor input = Random([g.Batch, g.InChannels, g.Height, g.Width]);
        using Tensor weight = Random([g.OutChannels, g.InChannels / g.Groups, g.KernelHeight, g.KernelWidth]);
        using Tensor output = Random([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        using Tensor weightResult = Tensor.Allocate(weight.Shape);
        Action[] actions =
        [
            () => Convolution2d.Forward(g, input, weight, null, output),
            () => Convolution2d.BackwardInput(g, output, weight, input),
            () => Convolution2d.BackwardWeight(g, input, output, weightResult),
        ];
        return [.. actions.Select((action, i) => Measure(Operations[i], action, g, rival))];
    }

    private static Timing Measure(string operation, Action action, in ConvolutionGeometry g, ConvolutionRival rival)
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        int repetitions = 1;
        for (int round = 0; round < Rounds; round++)
        {
            // The pause lets the other library's threads go to sleep, which spin for a while after their work.
            Thread.Sleep(20);
            action();
            for (int i = 0; i < repetitions; i++)
            {
                double start = BenchmarkClock.Seconds(rival.Threads);
                action();
                ours.Add(BenchmarkClock.Seconds(rival.Threads) - start);
            }

            Thread.Sleep(20);
            theirs.AddRange(rival.Measure(operation, repetitions, g));
            repetitions = (int)Math.Clamp(SecondsPerMeasurement / (ours.Min() + theirs.Min()), 1, 20);
        }

        return new Timing(ours.Min(), theirs.Min());
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

    private readonly record struct Timing(double Ours, double Theirs)
    {
        public double Ratio => Theirs / Ours;
    }
}
