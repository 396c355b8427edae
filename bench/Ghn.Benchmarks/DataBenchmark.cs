using System.Diagnostics;
using Ghn.Training.Data;
using Ghn.Training.Data.Cifar;
using Ghn.Training.Data.Images;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Transforms;

namespace Ghn.Benchmarks;

/// <summary>How many images a second one thread reads and transforms, against torchvision in one process.</summary>
internal static class DataBenchmark
{
    private const int BatchSize = 50;

    private static readonly (string Kind, string Title, int Size, bool IsTraining, int Count)[] Cases =
    [
        ("cifar", "CIFAR-10, training, 32²", 32, true, 10_000),
        ("cifar224", "CIFAR-10, training, resized to 224²", 224, true, 500),
        ("train", "JPEG 500×375, training, 224²", 224, true, 250),
        ("test", "JPEG 500×375, test, 224²", 224, false, 250),
    ];

    public static int Run(string[] arguments)
    {
        int rounds = int.Parse(Arguments.Option(arguments, "--rounds", "7"));
        string cifar = Path.Combine(Repository.Root, "tests", "Golden", "images", "cifar-10-batches-bin");
        string folder = Directory.CreateTempSubdirectory("ghn-bench-").FullName;
        try
        {
            using Process rival = StartRival(cifar, folder);
            var datasets = new Dictionary<bool, IImageDataset>
            {
                [true] = CifarDataset.Open(cifar, CifarLabels.Cifar10, DataSplit.Train),
                [false] = ImageFolder.Open(folder, DataSplit.Train),
            };
            Console.WriteLine("| images | per second here | torchvision | ratio |");
            Console.WriteLine("|---|---:|---:|---:|");
            foreach ((string kind, string title, int size, bool isTraining, int count) in Cases)
            {
                IImageDataset dataset = datasets[kind.StartsWith("cifar", StringComparison.Ordinal)];
                ImageTransform transform = StandardTransforms.For(dataset, size, isTraining);
                var loader = new DataLoader(dataset, transform, new DataLoaderOptions { BatchSize = BatchSize, Prefetch = 0 });
                (double ours, double theirs) = Compare(loader, count, rival, kind, rounds);
                Console.WriteLine($"| {title} | {ours:n0} | {theirs:n0} | {ours / theirs:f1}× |");
            }

            rival.StandardInput.Close();
            rival.WaitForExit();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process StartRival(string cifar, string folder)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "bench", "data_rival.py"));
        start.ArgumentList.Add(cifar);
        start.ArgumentList.Add(folder);
        var rival = Process.Start(start)!;
        return rival.StandardOutput.ReadLine() == "ready"
            ? rival
            : throw new InvalidOperationException("torchvision does not start; see its message above.");
    }

    /// <summary>Images a second, medians of rounds in turn, the first of which only warms up.</summary>
    private static (double Ours, double Theirs) Compare(DataLoader loader, int count, Process rival, string kind, int rounds)
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        for (int round = 0; round <= rounds; round++)
        {
            double here = Measure(loader, count);
            rival.StandardInput.WriteLine($"{kind} {count}");
            rival.StandardInput.Flush();
            double there = double.Parse(rival.StandardOutput.ReadLine()!);
            if (round > 0)
            {
                ours.Add(count / here);
                theirs.Add(count / there);
            }
        }

        return (ours.Order().ElementAt(rounds / 2), theirs.Order().ElementAt(rounds / 2));
    }

    private static double Measure(DataLoader loader, int count)
    {
        double start = BenchmarkClock.Seconds(threads: 1);
        int done = 0;
        for (int epoch = 0; done < count; epoch++)
        {
            foreach (ImageBatch batch in loader.Batches(epoch))
            {
                done += batch.Count;
                batch.Dispose();
                if (done >= count)
                {
                    break;
                }
            }
        }

        return BenchmarkClock.Seconds(threads: 1) - start;
    }
}
