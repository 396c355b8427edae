using System.CommandLine;
using Ghn.HyperNetworks;
using Ghn.Tensors;

namespace Ghn.Cli;

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

        A .joblib file is what joblib.load reads, uncompressed. The configuration of a GHN goes along into
        .safetensors, .pt and .joblib; what else a trainer saved (optimiser, epoch) stays behind.
        """;

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("in")
        {
            Description = "A file of weights: .safetensors, .pt (any age), a joblib pickle, .npz or .npy.",
        };
        var output = new Argument<string>("out") { Description = "Where to write: .safetensors, .pt, .joblib or .npz." };
        var command = new Command(Name, "Converts a file of weights to another format, which the extension tells.") { input, output };
        command.SetAction(request => Run(terminal, request.GetRequiredValue(input), request.GetRequiredValue(output)));
        return command;
    }

    private static void Run(Terminal terminal, string input, string output)
    {
        WeightsFile.RequireReadable(input);
        WeightsFile.RequireWritable(output);
        terminal.Progress($"Converting {Path.GetFileName(input)}");
        using Checkpoint checkpoint = StateDictFile.Load(input);
        if (HyperNetworkCheckpoint.IsHyperNetwork(checkpoint.Tensors))
        {
            HyperNetworkCheckpoint.From(checkpoint, input).Save(output, terminal.Interruption);
        }
        else
        {
            checkpoint.Tensors.Save(output, terminal.Interruption);
        }

        terminal.EndProgress();
        terminal.Output.WriteLine($"{output}: {checkpoint.Tensors.Count} tensors, {Quantity.Bytes(new FileInfo(output).Length)}");
    }
}
