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
internal static class ConvertCommand
{
    public const string Name = "convert";

    public const string Examples =
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

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("in")
        {
            Description = "A file of weights: .safetensors, .pt (any age), TorchScript, a pickle (joblib), .npz, .npy, or an index of "
                + "shards (.json).",
        };
        var output = new Argument<string>("out") { Description = "Where to write: .safetensors, .pt, .joblib, .npz or .onnx." };
        var key = new KeyOption();
        var network = new NetworkOption();
        var command = new Command(Name, "Converts a file of weights to another format, which the extension tells.")
        {
            input, output, key.Declaration,
        };
        network.AddTo(command);
        command.SetAction(
            request =>
            {
                (string source, string target) = (request.GetRequiredValue(input), request.GetRequiredValue(output));
                OutputGuard.RequireOther(
                    target, [("the input", source), .. NetworkArgument.WithoutReplaced(network.Files(request), target)]);
                Run(
                    terminal, source, key.Value(request), target, network.Network(request),
                    (asked, weights) => network.Fit(terminal, request, asked, weights, source));
            });
        return command;
    }

    private static void Run(
        Terminal terminal, string input, string? key, string output, LoadedNetwork? network,
        Func<LoadedNetwork, StateDict, (LoadedNetwork Network, StateDict Weights)> fit)
    {
        WeightsFile.RequireReadable(input);
        WeightsFile.RequireWritable(output, hasNetwork: true);
        if (WeightsFile.HoldsNetwork(output) != network is not null)
        {
            throw new RequestException(network is null
                ? $"{output} is to hold a network along with its weights. Name it by --network."
                : $"{output} cannot hold a network, only weights. Leave --network out, or write an .onnx file.");
        }

        terminal.Progress($"Converting {Path.GetFileName(input)}");
        using Checkpoint checkpoint = WeightsFile.Open(terminal, input, key);
        if (network is not null)
        {
            (LoadedNetwork fitted, StateDict weights) = fit(network, checkpoint.Tensors);
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

        try
        {
            network.Save(output, weights, interruption);
        }
        catch (ArgumentException error)
        {
            throw WrongWeights.Of(input, network.Network, weights, error);
        }
    }
}
