using System.CommandLine;
using Ghn.HyperNetworks;
using Ghn.Tensors;

namespace Ghn.Cli;

/// <summary><c>ghn inspect</c>: what a file of weights holds.</summary>
internal static class InspectCommand
{
    public const string Name = "inspect";

    public const string Examples =
        """
        Examples:
          ghn inspect ghn3xlm16.pt
          ghn inspect resnet50.safetensors --json

        --json prints {"file", "bytes", "format", "ghn": {"method", ...} or null, "metadata": {name: text}, "other": [key],
        "tensors": [{"name", "shape", "type", "norm"}], "parameters", "total_norm"}; a norm is null where elements are no real numbers.
        """;

    /// <summary>Declares the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "A file of weights: .safetensors, .pt (any age), a joblib pickle, .npz or .npy.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command(Name, "Shows what a file of weights holds: kind, configuration, tensors, norms.") { file, json };
        command.SetAction(request =>
        {
            FileReport report = Read(terminal, request.GetRequiredValue(file));
            if (request.GetValue(json))
            {
                report.WriteJson(terminal);
            }
            else
            {
                report.WriteTable(terminal.Report);
            }
        });
        return command;
    }

    private static FileReport Read(Terminal terminal, string path)
    {
        WeightsFile.RequireReadable(path);
        terminal.Progress($"Reading {Path.GetFileName(path)}");
        using Checkpoint checkpoint = StateDictFile.Load(path);
        var report = new FileReport
        {
            File = path,
            Bytes = new FileInfo(path).Length,
            Format = checkpoint.Format,
            Configuration = HyperNetworkCheckpoint.IsHyperNetwork(checkpoint.Tensors)
                ? HyperNetworkCheckpoint.From(checkpoint, path).Configuration
                : null,
            Metadata = checkpoint.Tensors.Metadata,
            OtherContent = [.. checkpoint.Content.Keys],
            Tensors = Summaries(checkpoint.Tensors),
        };
        terminal.EndProgress();
        return report;
    }

    private static TensorSummary[] Summaries(StateDict tensors)
    {
        string[] names = [.. tensors.Names];
        var summaries = new TensorSummary[names.Length];
        WorkerPool.For(names.Length, i =>
        {
            Tensor tensor = tensors[names[i]];
            double? norm = tensor.ElementType.IsFloatingPoint() ? Math.Sqrt(SquaredNorm.Of(tensor)) : null;
            summaries[i] = new TensorSummary(names[i], tensor.Shape, tensor.ElementType, norm);
        });
        return summaries;
    }
}
