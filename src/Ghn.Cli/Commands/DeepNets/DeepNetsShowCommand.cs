using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;

namespace Ghn.Cli.Commands.DeepNets;

/// <summary><c>ghn deepnets show</c>: one architecture.</summary>
internal sealed class DeepNetsShowCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn deepnets show deepnets:test#7
          ghn deepnets show deepnets:train.deepnets#123 --json > net.json
          ghn deepnets show net.json

        --json prints what a file of one architecture holds: {"genotype": {"normal": [["conv_3x3", 0], …], …}, "n_cells", "C", …}.
        """;

    private const int ClassCount = 10;

    private readonly Argument<string> _architecture = new("architecture")
    {
        Description = "deepnets:SPLIT#INDEX, deepnets:FILE#INDEX, or a .json file.",
    };

    private readonly JsonOption _json = new("a description");

    /// <summary>Declares the command.</summary>
    public DeepNetsShowCommand()
        : base("show", "Shows the cells of an architecture and how a network is made of them.", HelpExamples) =>
        Declare(_architecture, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        DeepNet architecture = Find(context.Request.GetRequiredValue(_architecture));
        _json.Print(
            context.Terminal,
            context.Request,
            terminal => JsonOutput.Write(terminal, json => DeepNetJson.Write(json, architecture)),
            output => WriteDescription(output, architecture));
    }

    private static void WriteDescription(TextWriter output, DeepNet architecture)
    {
        (Genotype genotype, DeepNetConfiguration configuration) = architecture;
        WriteCell(output, "normal cell", genotype.Normal);
        WriteCell(output, "reduction cell", genotype.Reduction);
        var table = new TextTable("network", string.Empty);
        foreach ((string what, string value) in Describe(architecture, configuration))
        {
            table.Add(what, value);
        }

        table.Write(output);
    }

    private static DeepNet Find(string name)
    {
        if (DeepNetsReference.Recognizes(name))
        {
            return DeepNetsReference.Find(name, ZooOptions.SmallImageSize);
        }

        return File.Exists(name)
            ? DeepNetJson.Read(name)
            : throw new RequestException($"{name} does not exist. Name a .json file, or an architecture such as deepnets:test#7.");
    }

    private static void WriteCell(TextWriter output, string title, CellGenotype cell)
    {
        var table = new TextTable(title, "first branch", "second branch", string.Empty);
        for (int step = 0; step < cell.Steps; step++)
        {
            string Branch(int index) => $"{cell.Branches[index].Operation.Name()}({cell.Branches[index].Input})";
            string isOutput = cell.Outputs.Contains(step + 2) ? "output" : string.Empty;
            table.Add($"state {step + 2}", Branch(2 * step), Branch((2 * step) + 1), isOutput);
        }

        table.Write(output);
        output.WriteLine();
    }

    private static IEnumerable<(string What, string Value)> Describe(DeepNet architecture, DeepNetConfiguration configuration)
    {
        IEnumerable<int> reductions = Enumerable.Range(0, configuration.Cells).Where(configuration.IsReduction);
        string stem = (architecture.Genotype.HasAttention, configuration.Stem) switch
        {
            (true, _) => "patches with positional encoding",
            (_, StemKind.Shrinking) => $"three convolutions, the first {configuration.StemKernel}×{configuration.StemKernel}",
            _ => $"one {configuration.StemKernel}×{configuration.StemKernel} "
                + $"convolution{(configuration.HasStemPool ? ", max pooling" : "")}",
        };
        yield return ("cells", $"{configuration.Cells}, reduction cells at {string.Join(", ", reductions)}");
        yield return ("channels", $"{configuration.Channels}, times {configuration.ChannelMultiplier} at each reduction cell");
        yield return ("stem", stem);
        yield return ("inputs of cells", configuration.AdaptsInputs ? "adapted by 1×1 convolutions" : "as they are");
        yield return ("normalisation", configuration.HasBatchNorm ? "batch" : "none");
        yield return ("classifier", $"{(configuration.HasGlobalPooling ? "global pooling" : "all positions")}, "
            + (configuration.ClassifierLayers == 1 ? "one layer" : $"two layers, {configuration.ClassifierWidth} features between"));
        var graph = ComputationalGraph.Of(architecture.ToNetwork(ClassCount));
        yield return ("CIFAR-10", $"{Quantity.Millions(architecture.CountParameters(ClassCount))} parameters, {graph.Nodes.Count} nodes");
    }
}
