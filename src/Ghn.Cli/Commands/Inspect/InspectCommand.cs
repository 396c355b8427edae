using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.Checkpoints;
using Ghn.Tensors;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Threading;

namespace Ghn.Cli.Commands.Inspect;

/// <summary><c>ghn inspect</c>: what a file of weights holds.</summary>
internal sealed class InspectCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn inspect ghn3xlm16.pt
          ghn inspect resnet50.safetensors --json

        --json prints {"file", "bytes", "format", "ghn": {"method", ...} or null, "metadata": {name: text}, "other": [key],
        "other_state_dicts": [key], "shards": [file], "unread": {name: reason}, "tensors": [{"name", "shape", "type", "norm"}],
        "parameters", "total_norm"}; a norm is null where elements are no real numbers.
        """;

    private readonly Argument<string> _file = new("file")
    {
        Description = "A file of weights: .safetensors, .pt (any age), TorchScript, a pickle (joblib), .npz, .npy, or an index of "
            + "shards (.json).",
    };

    private readonly KeyOption _key = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public InspectCommand()
        : base("inspect", "Shows what a file of weights holds: kind, configuration, tensors, norms.", HelpExamples) =>
        Declare(_file, _key, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        FileReport report = Read(terminal, request.GetRequiredValue(_file), request.GetValue(_key));
        _json.Print(terminal, request, report.WriteJson, report.WriteTable);
    }

    private static FileReport Read(Terminal terminal, string path, string? key)
    {
        WeightsFile.RequireReadable(path);
        terminal.Progress($"Reading {Path.GetFileName(path)}");
        using Checkpoint checkpoint = WeightsFile.Read(path, key);
        var report = new FileReport
        {
            File = path,
            Bytes = checkpoint.Shards.Sum(shard => BytesBeside(path, shard)) + new FileInfo(path).Length,
            Shards = checkpoint.Shards,
            Format = checkpoint.Format,
            Configuration = HyperNetworkCheckpoint.IsHyperNetwork(checkpoint.Tensors)
                ? HyperNetworkCheckpoint.From(checkpoint, path).Configuration
                : null,
            Metadata = checkpoint.Tensors.Metadata,
            OtherContent = [.. checkpoint.Content.Keys],
            OtherStateDicts = checkpoint.OtherStateDicts,
            Unread = checkpoint.Unread,
            Tensors = Summaries(checkpoint.Tensors),
        };
        terminal.EndProgress();
        return report;
    }

    private static long BytesBeside(string index, string shard) =>
        new FileInfo(Path.Combine(Path.GetDirectoryName(index) ?? string.Empty, shard)).Length;

    private static TensorSummary[] Summaries(StateDict tensors)
    {
        string[] names = [.. tensors.Names];
        var summaries = new TensorSummary[names.Length];
        WorkerPool.For(names.Length, i =>
        {
            Tensor tensor = tensors[names[i]];
            double? norm = tensor.ElementType.IsFloatingPoint() ? EuclideanNorm.Of(tensor) : null;
            summaries[i] = new TensorSummary(names[i], tensor.Shape, tensor.ElementType, norm);
        });
        return summaries;
    }
}
