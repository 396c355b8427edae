using System.Diagnostics;
using System.Globalization;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Tensors;
using Ghn.Tensors.Threading;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;

namespace Ghn.Benchmarks;

/// <summary>
/// Whether a network learns here as it does in PyTorch: ResNet-18 for images of 32×32, from torchvision's initialisation, on the first
/// images of CIFAR-10, by the same recipe, with several seeds each. The two draw other random numbers, so only means can agree.
/// </summary>
internal static class FinetuneBenchmark
{
    private const int TestBatch = 100;
    private const int FirstSeed = 1;

    /// <summary>
    /// Runs <c>finetune --data FOLDER [--seeds 3] [--steps 50,100] [--images 5000] [--test 1000] [--batch 32] [--lr 0.02] [--threads
    /// N]</c>.
    /// </summary>
    public static int Run(string[] arguments)
    {
        string folder = Arguments.Option(arguments, "--data", string.Empty);
        if (folder.Length == 0)
        {
            Console.Error.WriteLine("Name the folder of CIFAR-10's binary files with --data FOLDER.");
            return 2;
        }

        int seeds = Number(arguments, "--seeds", 3);
        int[] tests = [.. Arguments.Option(arguments, "--steps", "50,100").Split(',').Select(int.Parse)];
        int threads = Number(arguments, "--threads", Environment.ProcessorCount);
        (int images, int testImages) = (Number(arguments, "--images", 5000), Number(arguments, "--test", 1000));
        var recipe = new Recipe
        {
            LearningRate = double.Parse(Arguments.Option(arguments, "--lr", "0.02"), CultureInfo.InvariantCulture),
            WeightDecay = 5e-4,
            BatchSize = Number(arguments, "--batch", 32),
            Steps = tests[^1],
        };
        WorkerPool.ThreadCount = threads;
        IImageDataset training = new Subset(ImageDatasets.Open($"cifar10:{folder}", DataSplit.Train), Enumerable.Range(0, images));
        IImageDataset test = new Subset(ImageDatasets.Open($"cifar10:{folder}", DataSplit.Test), Enumerable.Range(0, testImages));
        var (ours, theirs) = (new LearningCurve(), new LearningCurve());
        for (int seed = FirstSeed; seed < FirstSeed + seeds; seed++)
        {
            List<LearningPoint> here = Train(recipe, training, test, (ulong)seed, tests);
            List<LearningPoint> there = TrainRival(folder, recipe, images, testImages, seed, tests, threads);
            Console.Error.WriteLine($"seed {seed} of {seeds}: top-1 {here[^1].Top1:P1} here, {there[^1].Top1:P1} in PyTorch");
            ours.Add(here);
            theirs.Add(there);
        }

        Write(ours, theirs, tests);
        return 0;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        int.Parse(Arguments.Option(arguments, name, $"{otherwise}"), CultureInfo.InvariantCulture);

    private static List<LearningPoint> Train(Recipe recipe, IImageDataset training, IImageDataset test, ulong seed, int[] tests)
    {
        Network network = Zoo.Create("resnet18", training.ClassNames.Count, training.Info.Side);
        Size2d size = (network.InputShape[1], network.InputShape[2]);
        var batches = new DataLoader(
            training,
            StandardTransforms.For(training, size, isTraining: true),
            new DataLoaderOptions { BatchSize = recipe.BatchSize, IsShuffled = true, Seed = seed });
        var testBatches = new DataLoader(
            test, StandardTransforms.For(test, size, isTraining: false), new DataLoaderOptions { BatchSize = TestBatch });
        using StateDict weights = Initialization.Random.Create(network, seed);
        using var tuner = new FineTuner(network, weights, recipe, batches, seed);
        var points = new List<LearningPoint>();
        foreach (int step in tests)
        {
            var losses = new List<double>();
            tuner.Run(step, done => losses.Add(done.Loss));
            Evaluation evaluation = Evaluator.Evaluate(tuner.Model, testBatches, new EvaluationOptions { UsesBatchStatistics = false });
            points.Add(new LearningPoint(step, evaluation.Top1, losses.Average()));
        }

        return points;
    }

    private static List<LearningPoint> TrainRival(
        string folder, Recipe recipe, int images, int testImages, int seed, int[] tests, int threads)
    {
        object[] request =
        [
            Path.Combine(Repository.Root, "bench", "finetune_rival.py"), folder, seed, images, testImages, recipe.BatchSize,
            recipe.LearningRate, recipe.WeightDecay, threads, string.Join(',', tests),
        ];
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true };
        foreach (object argument in request)
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        using var process = Process.Start(start)!;
        var points = new List<LearningPoint>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            double[] numbers = [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            points.Add(new LearningPoint((int)numbers[0], numbers[1], numbers[2]));
        }

        process.WaitForExit();
        return points.Count == tests.Length ? points : throw new InvalidOperationException("PyTorch gave up; see its message above.");
    }

    private static void Write(LearningCurve ours, LearningCurve theirs, int[] tests)
    {
        Console.WriteLine("| step | top-1 here | PyTorch | loss here | PyTorch |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (int step in tests)
        {
            string[] cells =
            [
                Text(ours.Top1At(step), "F1", " %"), Text(theirs.Top1At(step), "F1", " %"),
                Text(ours.LossAt(step), "F3", ""), Text(theirs.LossAt(step), "F3", ""),
            ];
            Console.WriteLine($"| {step} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Text((double Mean, double Deviation) summary, string format, string unit) =>
        $"{summary.Mean.ToString(format, CultureInfo.InvariantCulture)} ± "
            + $"{summary.Deviation.ToString(format, CultureInfo.InvariantCulture)}{unit}";
}
