using System.CommandLine;
using System.Diagnostics;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets generate</c>: draws architectures into a file.</summary>
internal sealed class DeepNetsGenerateCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn deepnets generate train
          ghn deepnets generate train --count 10000 --seed 7 -o small.deepnets
          ghn predict deepnets:small.deepnets#123 --classes 10 --image-size 32

        An architecture depends on split, seed and index alone: not on the number of threads, nor on how many there are.
        """;

    private readonly Argument<string> _split = SplitArgument();
    private readonly Option<int?> _count = NumberOption.Create(
        "--count", "The number of architectures; the paper's unless given.", 1, 100_000_000);

    private readonly Option<ulong?> _seed = CommonOptions.Seed("Where randomness starts from");
    private readonly Option<string?> _output = CommonOptions.Output("The file to write; SPLIT.deepnets unless given.");

    /// <summary>Declares the command.</summary>
    public DeepNetsGenerateCommand()
        : base("generate", "Draws architectures by the rules of a split and writes them to a file.", HelpExamples) =>
        Declare(_split, _count, _seed, _output);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        ParseResult request = context.Request;
        var split = DeepNetsSplits.Parse(request.GetRequiredValue(_split));
        string path = request.GetValue(_output) ?? $"{split.Name()}.deepnets";
        OutputPath.RequireFolder(path);
        OutputGuard.RequireOther(path, []);
        Generate(context.Terminal, path, split, request.GetValue(_seed) ?? 0, request.GetValue(_count) ?? split.PaperCount());
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

    private static void Generate(Terminal terminal, string path, DeepNetsSplit split, ulong seed, int count)
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
