using System.Diagnostics;
using System.Globalization;
using Ghn.Networks.Architectures;

namespace Ghn.Benchmarks;

/// <summary>
/// <c>ghn predict</c> as a whole process: from the start, with the GHN's file in the page cache, to weights on disk; its time and peak
/// memory.
/// </summary>
internal static class ProcessBenchmark
{
    private const int Repetitions = 7;

    private static readonly string[] Networks = ["resnet50", "convnext_base", "vit_b_16"];

    /// <summary>Runs <c>process [--sizes GHN2,T,S,L,XL] [--ghns FOLDER]</c>.</summary>
    public static int Run(string[] arguments)
    {
        string folder = Arguments.Option(arguments, "--ghns", RandomCheckpoint.DefaultFolder);
        string tool = Build();
        string output = Path.Combine(Path.GetTempPath(), $"ghn-benchmark-{Environment.ProcessId}.safetensors");
        Console.WriteLine("| GHN | network | seconds, median | fastest | peak MB | GHN + predicted MB | over |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        try
        {
            foreach (RandomCheckpoint size in RandomCheckpoint.Named(Arguments.Option(arguments, "--sizes", "GHN2,T,S,L,XL").Split(',')))
            {
                string checkpoint = size.File(folder);
                foreach (string network in Networks)
                {
                    Report(size.Name, network, checkpoint, output, tool);
                }
            }
        }
        finally
        {
            File.Delete(output);
        }

        return 0;
    }

    private static void Report(string size, string network, string checkpoint, string output, string tool)
    {
        string[] command = [tool, "predict", network, "--ghn", checkpoint, "-o", output, "--threads", "2"];
        Measure(command);
        (double Seconds, long PeakBytes)[] runs = [.. Enumerable.Range(0, Repetitions).Select(_ => Measure(command))];
        double weights = new FileInfo(checkpoint).Length + (4.0 * Zoo.Create(network).ParameterCount);
        double peak = runs.Max(run => run.PeakBytes);
        double median = runs.Select(run => run.Seconds).Order().ElementAt(Repetitions / 2);
        Console.WriteLine(
            $"| {size} | {network} | {median:f2} | {runs.Min(run => run.Seconds):f2} | {peak / 1e6:f0} | {weights / 1e6:f0} | "
                + $"{(peak / weights) - 1:p0} |");
    }

    private static string Build()
    {
        string project = Path.Combine(Repository.Root, "src", "Ghn.Cli");
        using Process build = Process.Start("dotnet", ["build", project, "-c", "Release", "--nologo", "-v", "quiet"]);
        build.WaitForExit();
        return Path.Combine(project, "bin", "Release", "net10.0", "ghn.dll");
    }

    private static (double Seconds, long PeakBytes) Measure(string[] command)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;
        long peak = 0;
        while (!process.WaitForExit(2))
        {
            peak = Math.Max(peak, PeakBytes(process.Id));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0
            ? (seconds, peak)
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {process.ExitCode}.");
    }

    /// <summary>The largest resident set of a process so far, files that it has mapped included.</summary>
    private static long PeakBytes(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(
                line => line.StartsWith("VmHWM", StringComparison.Ordinal), "0");
            return 1024 * long.Parse(string.Concat(line.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
