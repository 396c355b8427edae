using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ghn.Analysis.Regression;

namespace Ghn.Benchmarks;

/// <summary>The grid of property prediction, 105 candidates on 5 folds of 500 samples, against scikit-learn's on all cores.</summary>
internal static class SvrBenchmark
{
    private const int Count = 500;
    private const int Dimension = 32;

    /// <summary>How far samples spread: the nearer they are, the closer the kernel is to singular.</summary>
    private static readonly (string Title, double Spread)[] Cases = [("far apart", 1), ("near each other", 0.2)];

    public static int Run(string[] arguments)
    {
        int rounds = int.Parse(Arguments.Option(arguments, "--rounds", "3"), CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("ghn-bench-").FullName;
        try
        {
            (double[][] Samples, double[] Targets)[] tables = Array.ConvertAll(Cases, entry => Table(entry.Spread));
            string[] files = [.. Cases.Select((_, place) => Path.Combine(folder, $"{place}.bin"))];
            foreach ((int place, string file) in files.Index())
            {
                double[] rows = [.. tables[place].Samples.Zip(tables[place].Targets).SelectMany(row => row.First.Append(row.Second))];
                File.WriteAllBytes(file, MemoryMarshal.AsBytes<double>(rows).ToArray());
            }

            using Process rival = StartRival(files);
            Console.WriteLine("| samples | seconds here | scikit-learn | ratio | best here | there |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|");
            foreach ((int place, (string title, double _)) in Cases.Index())
            {
                Compare(title, tables[place].Samples, tables[place].Targets, rival, place, rounds);
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

    private static (double[][] Samples, double[] Targets) Table(double spread)
    {
        var random = new Random(0);
        double[][] samples = [.. Enumerable.Range(0, Count).Select(
            _ => Enumerable.Range(0, Dimension).Select(_ => spread * ((2 * random.NextDouble()) - 1)).ToArray())];
        double[] targets = Array.ConvertAll(
            samples, x => 90 + (4 * Math.Sin(x[0] / spread)) + (3 * x[1] * x[2] / (spread * spread)) + random.NextDouble());
        return (samples, targets);
    }

    private static Process StartRival(string[] files)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "bench", "svr_rival.py"));
        start.ArgumentList.Add(Dimension.ToString(CultureInfo.InvariantCulture));
        Array.ForEach(files, start.ArgumentList.Add);
        var rival = Process.Start(start)!;
        return rival.StandardOutput.ReadLine() == "ready"
            ? rival
            : throw new InvalidOperationException("scikit-learn does not start; see its message above.");
    }

    /// <summary>Medians of rounds in turn, the first of which only warms up.</summary>
    private static void Compare(string title, double[][] samples, double[] targets, Process rival, int place, int rounds)
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        (int ourBest, string theirBest) = (0, string.Empty);
        int[] order = [.. Enumerable.Range(0, Count)];
        for (int round = 0; round <= rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            ourBest = SvrGridSearch.Search(samples, targets, order).BestIndex;
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);

            rival.StandardInput.WriteLine(place);
            rival.StandardInput.Flush();
            string[] answer = rival.StandardOutput.ReadLine()!.Split(' ');
            theirs.Add(double.Parse(answer[0], CultureInfo.InvariantCulture));
            theirBest = answer[1];
        }

        (double here, double there) = (Median(ours), Median(theirs));
        Console.WriteLine($"| {title} | {here:f2} | {there:f2} | {there / here:f1}× | {ourBest} | {theirBest} |");
    }

    private static double Median(List<double> seconds) => seconds.Skip(1).Order().ElementAt((seconds.Count - 1) / 2);
}
