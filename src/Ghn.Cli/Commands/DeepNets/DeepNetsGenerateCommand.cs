using System.CommandLine;
using System.Diagnostics;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets generate</c>: draws architectures into a file.</summary>
internal static class DeepNetsGenerateCommand
{
    public const string Name = "generate";

    public const string Examples =
        """
        Examples:
          ghn deepnets generate train
          ghn deepnets generate train --count 10000 --seed 7 -o small.deepnets
          ghn predict deepnets:small.deepnets#123 --classes 10 --image-size 32

        An architecture depends on split, seed and index alone: not on the number of threads, nor on how many there are.
        """;

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> split = SplitArgument();
        Option<int?> count = NumberOption.Create("--count", "The number of architectures; the paper's unless given.", 1, 100_000_000);
        Option<ulong?> seed = NumberOption.Create(
            "--seed", "Where randomness starts from (0 unless given).", ulong.MinValue, ulong.MaxValue);
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write; SPLIT.deepnets unless given.",
        };
        var command = new Command(Name, "Draws architectures by the rules of a split and writes them to a file.")
        {
            split, count, seed, output,
        };
        command.SetAction(request =>
        {
            var chosen = DeepNetsSplits.Parse(request.GetRequiredValue(split));
            string path = request.GetValue(output) ?? $"{chosen.Name()}.deepnets";
            OutputPath.RequireFolder(path);
            OutputGuard.RequireOther(path, []);
            Run(terminal, path, chosen, request.GetValue(seed) ?? 0, request.GetValue(count) ?? chosen.UsualCount());
        });
        return command;
    }

    private static Argument<string> SplitArgument()
    {
        string names = string.Join(", ", DeepNetsSplits.Names);
        var split = new Argument<string>("split")
        {
            HelpName = "split",
            Description = $"The split: {names}.",
            CustomParser = result =>
            {
                string name = result.Tokens[0].Value;
                if (!DeepNetsSplits.Names.Contains(name))
                {
                    result.AddError($"There is no split '{name}'; there are {names}.");
                }

                return name;
            },
        };
        split.CompletionSources.Add([.. DeepNetsSplits.Names]);
        return split;
    }

    private static void Run(Terminal terminal, string path, DeepNetsSplit split, ulong seed, int count)
    {
        long start = Stopwatch.GetTimestamp();
        terminal.Track($"Drawing {split.Name()}", count, "architectures", tracker =>
        {
            int done = 0;
            void Advance(int total)
            {
                tracker.Advance(total - done);
                done = total;
            }

            DeepNetsFile.Generate(path, split, seed, count, Advance, terminal.Interruption);
        });
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        string size = Quantity.Bytes(new FileInfo(path).Length);
        terminal.Report.WriteLine($"{path}: {count} architectures of {split.Name()}, seed {seed}, {size}, {Quantity.Time(time)}");
    }
}
