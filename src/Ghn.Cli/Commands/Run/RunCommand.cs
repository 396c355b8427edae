using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Onnx;
using Ghn.Onnx.Building;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Commands.Run;

/// <summary><c>ghn run</c>: a network's output for given images.</summary>
internal sealed class RunCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn run resnet50 --weights resnet50.safetensors --input images.npy
          ghn run resnet50 --weights resnet50.safetensors --input images.npy -o logits.npy
          ghn run googlenet --weights googlenet.pt --input images.npy --mode train -o outputs.npz
          ghn run model.onnx --input images.npy -o logits.npy

        Images are an array [samples, channels, height, width], as np.save writes it, of any size that the network takes;
        for an ONNX file that takes [samples, height, width, channels], they may be in that order, too.
        --mode train uses the batch's own statistics and runs auxiliary heads, but drops nothing at random, so that the
        numbers can be compared. An .npy file gets the logits, an .npz file all outputs: logits, auxiliary_1, …;
        those of an ONNX file have the names that they have there.

        --json prints {"network", "mode", "input": {"file", "shape"}, "outputs": [{"name", "shape", "values": [[…]]}]},
        with a row of values for each sample.
        """;

    private const string EvaluationMode = "eval";
    private const string TrainingMode = "train";

    private static readonly string[] Extensions = [".npy", ".npz"];

    private readonly NetworkArgument _network = new();
    private readonly Option<string?> _weights = new("--weights")
    {
        HelpName = "FILE",
        Description = "The weights, under PyTorch's names; unless given, those in the network's own .onnx file, or fresh ones.",
    };

    private readonly KeyOption _key = new();
    private readonly Option<string> _input = new("--input") { HelpName = "FILE", Description = "The images, as .npy.", Required = true };
    private readonly Option<string?> _output = CommonOptions.Output(
        "Save the output, as .npy or .npz; without it, the highest logits are printed.");

    private readonly Option<string> _mode = ChoiceOption.CreateWithDefault(
        "--mode", "Run as networks are used, or as they are trained.", EvaluationMode, TrainingMode);

    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public RunCommand()
        : base("run", "Runs a network on images: for checking weights against any other framework.", HelpExamples) =>
        Declare([_weights, _key, _input, _output, _mode, _threads, _json, .. _network.Declarations]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        (string? weightsPath, string inputPath, string? outputPath) =
            (request.GetValue(_weights), request.GetRequiredValue(_input), request.GetValue(_output));
        (string? key, string mode) = (request.GetValue(_key), request.GetRequiredValue(_mode));
        if (outputPath is not null)
        {
            IEnumerable<(string, string)> given = weightsPath is null ? [] : [("--weights", weightsPath)];
            OutputGuard.RequireOther(outputPath, [("--input", inputPath), .. given, .. _network.Files(request)]);
        }

        LoadedNetwork asked = _network.Load(request);
        WeightsFile.RequireReadable(inputPath);
        if (weightsPath is not null)
        {
            WeightsFile.RequireReadable(weightsPath);
        }
        else if (key is not null)
        {
            throw new RequestException("--key says where a state dict stands in a file: give that by --weights, too.");
        }

        if (outputPath is not null)
        {
            RequireWritable(outputPath);
        }

        using Tensor images = AsTaken(ImagesFile.Read(inputPath), asked);
        terminal.Progress(weightsPath is null ? $"Initialising {asked.Network.Name}" : $"Loading {Path.GetFileName(weightsPath)}");
        using StateDict loaded = weightsPath is null ? OwnWeights(asked) : WeightsFile.Load(terminal, weightsPath, key);
        (LoadedNetwork fitted, StateDict weights) = weightsPath is null
            ? (asked, loaded)
            : _network.Fit(terminal, request, asked, loaded, weightsPath);
        Network network = fitted.Network;
        using Model model = WrongWeights.Explaining(weightsPath, network, weights, () => new Model(network, weights));
        if (weightsPath is not null && mode == EvaluationMode)
        {
            StatisticsCheck.Require(
                weightsPath, network, model.MissingStatistics, $", or run with --mode {TrainingMode}, which takes each batch's own");
        }

        terminal.Progress($"Running {network.Name}");
        using StateDict outputs = Outputs(model, fitted.Outputs, images, inputPath, mode);
        Tensor logits = outputs[fitted.Outputs.FirstOrDefault(output => output.Place == 0)?.Name ?? "logits"];
        terminal.EndProgress();
        if (outputPath is not null)
        {
            Save(outputs, logits, outputPath, terminal.Interruption);
        }

        if (request.GetValue(_json))
        {
            RunReport.WriteJson(terminal, network, mode, inputPath, images.Shape, outputs);
        }
        else if (outputPath is not null)
        {
            terminal.Report.WriteLine($"{outputPath}: {string.Join(", ", outputs.Select(entry => $"{entry.Key} {entry.Value.Shape}"))}");
        }
        else
        {
            RunReport.WriteHighestLogits(terminal.Report, logits);
        }
    }

    /// <summary>The weights that a network brought along; fresh ones where it brought none.</summary>
    private static StateDict OwnWeights(LoadedNetwork network)
    {
        StateDict weights = network.Network.Initialize();
        foreach ((string name, Tensor value) in network.OwnWeights ?? [])
        {
            weights[name] = value;
        }

        return weights;
    }

    private static void RequireWritable(string path)
    {
        if (!Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new RequestException($"{path}: outputs are written as {string.Join(" or ", Extensions)}.");
        }

        OutputPath.RequireFolder(path);
    }

    /// <summary>Images as the network takes them, where they are as its file does: with the channels last, or without dimensions.</summary>
    private static Tensor AsTaken(Tensor images, LoadedNetwork network)
    {
        if (images.Shape.Rank < 4)
        {
            Shape shape = [images.Shape[0], .. network.Network.InputShape];
            return network.File is not null && shape.ElementCount == images.Shape.ElementCount
                ? images.Reshape(shape)
                : throw new RequestException(
                    $"The images are an array {images.Shape}, not [samples, channels, height, width]: {network.Network.Name} takes images "
                    + $"of {network.Network.InputShape}.");
        }

        bool isChannelsLast = network.File is { TakesChannelsLast: true }
            && images.Shape[1] != network.Network.InputShape[0] && images.Shape[3] == network.Network.InputShape[0];
        if (!isChannelsLast)
        {
            return images;
        }

        using var tape = new Tape(isRecording: false);
        using Variable moved = tape.Constant(images).ChannelsFirst();
        return Tensor.From<float>(moved.Value.Values, moved.Shape);
    }

    /// <summary>
    /// All outputs of a file, under its names and in its order; of any other network the logits, and auxiliary heads in training.
    /// </summary>
    private static StateDict Outputs(Model model, IReadOnlyList<NetworkOutput> named, Tensor images, string path, string mode)
    {
        ExecutionMode execution = mode == TrainingMode ? ExecutionMode.Training with { DropsOut = false } : ExecutionMode.Evaluation;
        bool hasSeveral = execution.HasAuxiliaryOutputs || named.Count > 1;
        IReadOnlyList<Tensor> all = RequestException.Explaining(
            () => model.PredictAll(images, execution with { HasAuxiliaryOutputs = hasSeveral }),
            reason => $"{path}, images {images.Shape}: {reason}");
        var outputs = new StateDict();
        foreach (NetworkOutput output in named)
        {
            outputs[output.Name] = AsInFile(all[output.Place], output);
        }

        foreach ((int i, Tensor output) in named.Count > 0 ? [] : all.Index())
        {
            outputs[i == 0 ? "logits" : $"auxiliary_{i}"] = output;
        }

        return outputs;
    }

    /// <summary>An output in the shape that the file has it in, unless images of another size gave it another.</summary>
    private static Tensor AsInFile(Tensor output, NetworkOutput described)
    {
        Shape shape = [output.Shape[0], .. described.SampleShape];
        return shape.ElementCount == output.ElementCount ? output.Reshape(shape) : output;
    }

    private static void Save(StateDict outputs, Tensor logits, string path, CancellationToken interruption)
    {
        bool isLone = Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);
        StateDict saved = isLone ? new StateDict { { "logits", logits } } : outputs;
        saved.Save(path, interruption);
    }
}
