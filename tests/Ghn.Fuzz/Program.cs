using System.Diagnostics;
using Ghn.Fuzz.Readers;
using Ghn.Fuzz.Running;
using Xunit.Runner.InProc.SystemConsole;

namespace Ghn.Fuzz;

/// <summary>Tries all readers with damaged files: <c>dotnet run -c Release --project tests/Ghn.Fuzz -- --cases 1000000</c>.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongRequest = 2;

    /// <summary>Runs the program, whose options begin with two dashes; a test runner's begin otherwise.</summary>
    public static async Task<int> Main(string[] arguments) =>
        arguments.Length == 0 || arguments[0].StartsWith("--", StringComparison.Ordinal)
            ? Run(arguments)
            : await ConsoleRunner.Run(arguments);

    private static int Run(string[] arguments)
    {
        try
        {
            var options = FuzzOptions.Parse(arguments);
            return options.Replay is { } path ? Replay(path) : Run(options);
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return WrongRequest;
        }
    }

    private static int Run(FuzzOptions options)
    {
        Reader[] readers = options.Readers.Count == 0 ? [.. ReaderCatalog.All] : [.. options.Readers.Select(Find)];
        var run = new FuzzRun(readers, options.Cases, options.Seed, options.Failures);
        long start = Stopwatch.GetTimestamp();
        run.Run(options.Threads, Progress());
        FuzzTable.Write(run.Totals, Console.Out);
        Console.Out.WriteLine($"seed {options.Seed}, {options.Threads} threads, {Stopwatch.GetElapsedTime(start).TotalSeconds:f0} s");
        return run.Totals.All(reader => reader.Failures == 0) ? Done : Failed;
    }

    private static Action<long>? Progress() => Console.IsErrorRedirected ? null : done => Console.Error.Write($"\r{done} cases");

    private static int Replay(string path)
    {
        var file = CaseFile.Load(path);
        Reader reader = Find(file.Reader);
        string folder = Directory.CreateTempSubdirectory("ghn-fuzz-").FullName;
        foreach ((string name, byte[] content) in reader.Companions)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }

        string target = Path.Combine(folder, reader.FileName);
        File.WriteAllBytes(target, file.Bytes);
        Console.Out.WriteLine($"{target} stays there to look at.");
        var result = CaseResult.Of(reader, target);
        Console.Out.WriteLine($"{result.Outcome}, {result.Seconds:f2} s, {result.Bytes / 1e6:f0} MB\n{result.Error}");
        return result.Outcome is CaseOutcome.Accepted or CaseOutcome.CleanError ? Done : Failed;
    }

    private static Reader Find(string name) => ReaderCatalog.All.FirstOrDefault(reader => reader.Name == name)
        ?? throw new FormatException(
            $"There is no reader {name}; there are {string.Join(", ", ReaderCatalog.All.Select(reader => reader.Name))}.");
}
