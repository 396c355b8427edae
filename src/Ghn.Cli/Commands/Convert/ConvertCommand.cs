using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Output;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.Networks.Weights;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Commands.Convert;

/// <summary><c>ghn convert</c>: the same tensors in another format.</summary>
internal sealed class ConvertCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn convert ghn3xlm16.pt ghn3xlm16.safetensors
          ghn convert ghn3xlm16.safetensors ghn3xlm16.joblib
          ghn convert resnet50.safetensors resnet50.npz
          ghn convert resnet18.safetensors resnet18.onnx --network resnet18 --classes 10 --image-size 32

        A .joblib file is what joblib.load reads, uncompressed. The configuration of a GHN goes along into
        .safetensors, .pt and .joblib; what else a trainer saved (optimiser, epoch) stays behind.
        An .onnx file holds the network, too, so that --network has to name it.
        """;

    private readonly Argument<string> _input = new("in")
    {
        Description = "A file of weights: .safetensors, .pt (any age), TorchScript, a pickle (joblib), .npz, .npy, or an index of "
            + "shards (.json).",
    };

    private readonly Argument<string> _output = new("out") { Description = "Where to write: .safetensors, .pt, .joblib, .npz or .onnx." };

    private readonly KeyOption _key = new();
    private readonly NetworkOption _network = new();

    /// <summary>Declares the command.</summary>
    public ConvertCommand()
        : base("convert", "Converts a file of weights to another format, which the extension tells.", HelpExamples) =>
        Declare([_input, _output, _key, .. _network.Declarations]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        (string input, string output) = (request.GetRequiredValue(_input), request.GetRequiredValue(_output));
        OutputGuard.RequireOther(
            output, [("the input", input), .. NetworkFiles.WithoutReplaced(_network.Files(request), output)]);
        LoadedNetwork? network = _network.Load(request);
        WeightsFile.RequireReadable(input);
        WeightsFile.RequireWritable(output, hasNetwork: true);
        if (WeightsFile.HoldsNetwork(output) != network is not null)
        {
            throw new RequestException(network is null
                ? $"{output} is to hold a network along with its weights. Name it by --network."
                : $"{output} cannot hold a network, only weights. Leave --network out, or write an .onnx file.");
        }

        terminal.Progress($"Converting {Path.GetFileName(input)}");
        using Checkpoint checkpoint = WeightsFile.Open(terminal, input, request.GetValue(_key));
        if (network is not null)
        {
            (LoadedNetwork fitted, StateDict weights) = _network.Fit(terminal, request, network, checkpoint.Tensors, input);
            Export(fitted, weights, input, output, terminal.Interruption);
        }
        else if (HyperNetworkCheckpoint.IsHyperNetwork(checkpoint.Tensors))
        {
            HyperNetworkCheckpoint.From(checkpoint, input).Save(output, terminal.Interruption);
        }
        else
        {
            checkpoint.Tensors.Save(output, terminal.Interruption);
        }

        terminal.EndProgress();
        terminal.Report.WriteLine($"{output}: {checkpoint.Tensors.Count} tensors, {Quantity.Bytes(new FileInfo(output).Length)}");
    }

    private static void Export(LoadedNetwork network, StateDict weights, string input, string output, CancellationToken interruption)
    {
        var comparison = StateComparison.Of(network.Network, StateNames.Fit(network.Network, weights));
        if (comparison.Complaint() is null)
        {
            StatisticsCheck.Require(input, network.Network, comparison.MissingStatistics, string.Empty);
        }

        WrongWeights.Explaining(input, network.Network, weights, () => network.Save(output, weights, interruption));
    }
}
