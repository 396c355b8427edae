using System.CommandLine;
using System.Diagnostics;
using System.IO.Enumeration;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.HyperNetworks.Configuration;
using Ghn.Networks;
using Ghn.Networks.State;
using Ghn.Tensors.Files;

namespace Ghn.Cli.Commands.Predict;

/// <summary><c>ghn predict</c>: all parameters of a network by one pass through a GHN.</summary>
internal sealed class PredictCommand : GhnCommand
{
    private const string NonFiniteRemedy = "Nothing is saved: use another GHN, or pass --allow-non-finite to predict all the same.";

    private const string HelpExamples =
        """
        Examples:
          ghn predict resnet50 --ghn ghn3xlm16.pt -o resnet50.safetensors
          ghn predict vit_b_16 --ghn ghn3tm8.pt --parameters
          ghn predict resnet50 --ghn ghn3xlm16.pt --post orth --beta 1e-5 -o start.safetensors
          ghn predict model.onnx --ghn ghn3xlm16.pt -o model.safetensors
          ghn predict resnet18 --ghn ghn2_cifar10.pt --classes 10 --image-size 32 -o resnet18.pt --json
          ghn predict resnet50 --ghn ghn3xlm16.pt -o resnet50.onnx
          ghn predict model.onnx --ghn ghn3xlm16.pt -o model_init.onnx
          ghn predict model.onnx --ghn ghn3xlm16.pt --skip-unknown -o model_init.onnx
          ghn predict model.onnx --ghn ghn3xlm16.pt --keep 'stem.*' -o model.safetensors

        The file loads in PyTorch: model.load_state_dict(safetensors.torch.load_file("resnet50.safetensors")).
        An .onnx file holds the network, too, as it is used: for ONNX Runtime and other frameworks. Of a network that came as
        one, all but the weights stays; other files of weights have its names, shapes and orientation, as the module wants them that
        was exported. What is not predicted, such as a learnt factor or a buffer, stays as the file has it. --skip-unknown also leaves
        the weights as they are that belong to operations which Ghn does not know, and lists them; to its layers, such an operation
        looks like one that passes on what it takes.

        --json prints {"network", "classes", "image_size", "seed", "ghn": {"file", "method", ...},
        "tensors": {"predicted", "tiled", "standard_initialization", "kept", "buffer"}, "parameters": {the same, counting values},
        "total_norm", "post": {"kind", "beta", "from_layer", "noisy", "orthogonal", "rank_deficient", "seconds"} or null,
        "seconds": {"load", "graph", "encode", "decode", "write"}, "output": {"file", "bytes"} or null, "warnings": [text],
        "entries": [{"name", "shape", "origin", "reason"}], "unknown": [{"node", "operation", "reason"}],
        "skipped": [{"name", "shape", "in_file", "node", "operation"}],
        "no_parameters": [{"name", "shape"}]}.
        """;

    private readonly NetworkArgument _network = new();
    private readonly SkipUnknownOption _skipUnknown = new();
    private readonly GhnOption _ghn = new();
    private readonly Option<string?> _output = CommonOptions.Output(
        "Save the weights, as .safetensors, .pt, .joblib, .npz or .onnx; without it, only the summary is printed.");

    private readonly Option<ulong?> _seed = CommonOptions.Seed("The seed of what is left to standard initialisation");
    private readonly ThreadsOption _threads = new();
    private readonly PostProcessingOptions _post = new();
    private readonly Option<bool> _parameters = new("--parameters")
    {
        Description = "List every entry: where its values come from, and why.",
    };

    private readonly Option<bool> _allowNonFinite = new("--allow-non-finite")
    {
        Description = "Predict and save even where the GHN or the weights hold infinite numbers or NaNs.",
    };

    private readonly Option<string[]> _keep = new("--keep")
    {
        HelpName = "NAME-PATTERN",
        Description = "Leave these parameters of an .onnx file as they are there, such as 'stem.*'; may be repeated.",
    };

    private readonly JsonOption _json = new("the summary");

    /// <summary>Declares the command.</summary>
    public PredictCommand()
        : base("predict", "Predicts every parameter of a network and saves them under their PyTorch names.", HelpExamples) =>
        Declare(
        [
            _ghn, _output, _seed, _threads, _parameters, _keep, _allowNonFinite, _json, .. _network.Declarations, _skipUnknown,
            .. _post.Declarations,
        ]);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        string ghnFile = _ghn.File(request);
        if (request.GetValue(_output) is { } path)
        {
            WeightsFile.RequireWritable(path, hasNetwork: true);
            OutputGuard.RequireOther(path, [("--ghn", ghnFile), .. NetworkFiles.WithoutReplaced(_network.Files(request), path)]);
        }

        LoadedNetwork described = _network.Load(request, request.GetValue(_skipUnknown));
        PredictionReport report = Predict(
            terminal,
            described,
            _post.Request(request, described.Network),
            ghnFile,
            request.GetValue(_output),
            PredictionOptionsOf(described, request.GetValue(_seed) ?? 0, request.GetValue(_keep) ?? []),
            request.GetValue(_allowNonFinite));
        _json.Print(terminal, request, report.WriteJson, output => report.WriteSummary(output, request.GetValue(_parameters)));
    }

    private static PredictionOptions PredictionOptionsOf(LoadedNetwork loaded, ulong seed, string[] keep)
    {
        IReadOnlyList<StateSpec> state = loaded.Network.State;
        foreach (string pattern in keep)
        {
            StateSpec[] kept = [.. state.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Name, ignoreCase: false))];
            if (kept.Length == 0)
            {
                throw new RequestException(
                    $"--keep {pattern} is the name of no parameter of {loaded.Network.Name}. 'ghn predict … --parameters' lists them.");
            }

            // ONNX has no counters of batches, which nothing depends on: they need not be there along with the rest.
            bool isAnyThere = kept.Any(entry => IsThere(entry.Name));
            if (kept.FirstOrDefault(entry => !IsThere(entry.Name) && (entry.IsParameter || !isAnyThere)) is { } lacking)
            {
                throw new RequestException(
                    $"--keep {pattern}: there is no {PrintableText.OfName(lacking.Name)} to keep. Name an .onnx file that holds its "
                        + "weights.");
            }
        }

        return new PredictionOptions(seed)
        {
            Given = loaded.OwnWeights,
            Keeps = name => IsThere(name) && keep.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)),
        };

        bool IsThere(string name) => loaded.OwnWeights?.Contains(name) == true;
    }

    private static PredictionReport Predict(
        Terminal terminal, LoadedNetwork loaded, PostProcessingRequest? post, string ghnPath, string? outputPath, PredictionOptions options,
        bool allowsNonFinite)
    {
        Network network = loaded.Network;
        long start = Stopwatch.GetTimestamp();
        using HyperNetwork ghn = GhnOption.Load(terminal, ghnPath, allowsNonFinite ? null : NonFiniteRemedy);
        TimeSpan load = Stopwatch.GetElapsedTime(start);

        terminal.Progress($"Predicting {network.Name}");
        using Prediction prediction = ghn.Predict(network, options);
        if (post is not null)
        {
            terminal.Progress($"Post-processing {network.Name}");
        }

        PostProcessingReport? postReport = post?.Apply(network, prediction, ghn.Configuration, options.Seed);
        if (!allowsNonFinite && prediction.FirstNonFinite() is { } tensor)
        {
            throw GhnOption.NotFinite(ghnPath, $"its prediction of {network.Name}, tensor {PrintableText.OfName(tensor)}", NonFiniteRemedy);
        }

        double norm = prediction.TotalNorm();

        TimeSpan write = TimeSpan.Zero;
        if (outputPath is not null)
        {
            terminal.Progress($"Writing {Path.GetFileName(outputPath)}");
            start = Stopwatch.GetTimestamp();
            loaded.Save(outputPath, prediction.Weights, terminal.Interruption);
            write = Stopwatch.GetElapsedTime(start);
        }

        terminal.EndProgress();
        var report = new PredictionReport
        {
            Loaded = loaded,
            GhnFile = ghnPath,
            Configuration = ghn.Configuration,
            GhnParameterCount = ghn.ParameterCount,
            TrainingImageSize = ghn.TrainingImageSize,
            Parameters = prediction.Parameters,
            PostProcessing = postReport,
            TotalNorm = norm,
            Timings = prediction.Timings,
            Load = load,
            Write = write,
            OutputFile = outputPath,
            Seed = options.Seed,
        };
        foreach (string warning in report.Warnings)
        {
            terminal.Warn(warning);
        }

        return report;
    }
}
