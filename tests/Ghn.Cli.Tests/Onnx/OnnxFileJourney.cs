using System.Text.Json;
using Ghn.Tensors;
using Ghn.Tensors.Formats;
using Microsoft.ML.OnnxRuntime;

namespace Ghn.Cli.Tests;

/// <summary>
/// What users do with an ONNX file, by the tool's own commands: draw its graph, run it, predict its weights into a state dict and into a
/// file, run that elsewhere, and come back with the module's own weights. Each step either holds or has a fault in words.
/// </summary>
internal sealed class OnnxFileJourney : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateDict _images = [];
    private readonly float[][] _expected;
    private readonly IReadOnlyList<EntryOfModule>? _module;
    private readonly bool _isStrict;
    private readonly Lazy<ToolResult> _prediction;

    /// <summary>A journey with a file.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="images">What it is run on.</param>
    /// <param name="expected">What its outputs are to be.</param>
    /// <param name="module">The state dict of the module that was exported, where it is known.</param>
    /// <param name="isStrict">Whether the exporter kept all of it: nothing folded into other weights.</param>
    public OnnxFileJourney(
        byte[] file, Tensor images, IEnumerable<Tensor> expected, IReadOnlyList<EntryOfModule>? module = null, bool isStrict = true)
    {
        File.WriteAllBytes(Network, file);
        _images["images"] = images;
        _images.Save(Images);
        _expected = [.. expected.Select(output => output.Values.ToArray())];
        (_module, _isStrict) = (module, isStrict);
        _prediction = new Lazy<ToolResult>(() => Predict(Weights, "--json"));
    }

    /// <summary>The names of all steps, in their order.</summary>
    public static IReadOnlyList<string> AllSteps { get; } = ["graph", "run", "names", "kept", "file", "back"];

    /// <summary>The names of the steps that can be judged: without a module's state dict, nothing is known of names.</summary>
    public IReadOnlyList<string> Steps => _module is null ? [.. AllSteps.Except(["names", "kept", "back"])] : AllSteps;

    private string Network => _folder.File("network.onnx");

    private string Images => _folder.File("images.npy");

    private string Weights => _folder.File("predicted.safetensors");

    private string Written => _folder.File("predicted.onnx");

    private string Outputs => _folder.File("outputs.npz");

    /// <summary>Goes through steps; none is taken behind a graph that cannot be drawn.</summary>
    /// <returns>Each step's name, and its fault or null.</returns>
    public IReadOnlyList<(string Step, string? Fault)> Go(IEnumerable<string> steps)
    {
        var results = new List<(string, string?)>();
        foreach (string step in steps)
        {
            string? fault = Take(step);
            results.Add((step, fault));
            if (step == "graph" && fault is not null)
            {
                break;
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _folder.Dispose();
    }

    private string? Take(string step) => step switch
    {
        "graph" => Fault(Tool.Run("graph", Network, "--format", "json")),
        "run" => Run(Network) ?? Difference(_expected, "the right ones"),
        "names" => Fault(_prediction.Value) ?? NamesFault(),
        "kept" => KeptFault(),
        "file" => Fault(Predict(Written)) ?? FileFault(),
        "back" => BackFault(),
        _ => throw new ArgumentException($"There is no step {step}.", nameof(step)),
    };

    private ToolResult Predict(string target, params string[] more) =>
        Tool.Run(["predict", Network, "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "-o", target, .. more]);

    private string? Run(string network, params string[] more) =>
        Fault(Tool.Run(["run", network, "--input", Images, "-o", Outputs, .. more]));

    /// <summary>The first sentence of the tool's complaint, without the names of the folder and file, or null.</summary>
    private string? Fault(ToolResult result)
    {
        string complaint = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("no word of why");
        return result.Code == ExitCode.Done ? null : complaint
            .Replace("ghn: ", string.Empty, StringComparison.Ordinal)
            .Replace(_folder.Path + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal)
            .Replace("network.onnx, ", string.Empty, StringComparison.Ordinal)
            .Split(". ")[0];
    }

    /// <summary>What is wrong with the outputs of the last run.</summary>
    private string? Difference(IReadOnlyList<float[]> expected, string whose, IReadOnlyList<float[]>? nearby = null) =>
        OutputComparison.Fault(Outputs, expected, whose, nearby);

    /// <summary>Whether a strict load takes the predicted weights.</summary>
    private string? NamesFault()
    {
        using StateDict predicted = StateDict.Load(Weights);
        using StateDict own = Initializers.Named(Network);
        HashSet<string> names = [.. _module!.Select(entry => entry.Name)];
        if (predicted.Names.FirstOrDefault(name => !names.Contains(name) && (_isStrict || !Initializers.IsInvented(name))) is { } invented)
        {
            return $"{invented} is no entry of the module";
        }

        foreach (EntryOfModule entry in _module!)
        {
            if (!predicted.TryGet(entry.Name, out Tensor? now))
            {
                if (_isStrict || own.Contains(entry.Name))
                {
                    return $"{entry.Name} is missing";
                }
            }
            else if (!now.Shape.SequenceEqual(entry.Shape))
            {
                return $"{entry.Name} is {now.Shape}, not {string.Join("×", entry.Shape)}";
            }
        }

        return null;
    }

    /// <summary>Whether buffers, and parameters that no GHN predicts, are what they were.</summary>
    private string? KeptFault()
    {
        using StateDict predicted = StateDict.Load(Weights);
        using StateDict own = Initializers.Named(Network);
        HashSet<string> buffers = [.. _module!.Where(entry => entry.IsBuffer && !entry.IsStatistic).Select(entry => entry.Name)];
        foreach (JsonElement entry in JsonDocument.Parse(_prediction.Value.Output).RootElement.GetProperty("entries").EnumerateArray())
        {
            (string name, string origin) = (entry.GetProperty("name").GetString()!, entry.GetProperty("origin").GetString()!);
            bool isKept = buffers.Contains(name) || origin is "kept" or "standard_initialization";
            if (isKept && own.TryGet(name, out Tensor? was) && predicted.TryGet(name, out Tensor? now) && !AreEqual(was, now))
            {
                return $"{name} is not as it was";
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the written file has the predicted weights in the module's orientation, and computes elsewhere what Ghn computes: from the
    /// file, and from the state dict.
    /// </summary>
    private string? FileFault()
    {
        using StateDict written = Initializers.Named(Written);
        if (_module is not null && Fault(_prediction.Value) is null)
        {
            using StateDict predicted = StateDict.Load(Weights);
            string? other = _module.Select(entry => entry.Name).FirstOrDefault(
                name => written.TryGet(name, out Tensor? tensor) && predicted.TryGet(name, out Tensor? same) && !AreEqual(tensor, same));
            if (other is not null)
            {
                return $"{other} is not the predicted one";
            }
        }

        IReadOnlyList<float[]> elsewhere;
        try
        {
            elsewhere = OnnxRuntimeOracle.Run(Written, _images["images"]);
        }
        catch (OnnxRuntimeException)
        {
            return "ONNX Runtime refuses it";
        }

        if (elsewhere.Any(output => output.All(number => number == output[0])))
        {
            return "outputs that tell nothing";
        }

        // A softmax of large logits, as predicted weights make them, multiplies the last bit of an image by a thousand and more.
        IReadOnlyList<float[]> nearby = OnnxRuntimeOracle.Run(Written, Rounded(_images["images"]));
        string? fault = Run(Written) ?? Difference(elsewhere, "ONNX Runtime's", nearby);
        return fault is not null || _module is null
            ? fault
            : Run(Network, "--weights", Weights) ?? Difference(elsewhere, "ONNX Runtime's, from the state dict", nearby);
    }

    /// <summary>Images that differ in the last bit, up and down in turn.</summary>
    private static Tensor Rounded(Tensor images) => Tensor.From<float>(
        [.. images.Values.ToArray().Select((value, i) => i % 2 == 0 ? MathF.BitIncrement(value) : MathF.BitDecrement(value))],
        images.Shape);

    /// <summary>Whether the module's own weights, under their names and in their shapes, give the module's outputs.</summary>
    private string? BackFault()
    {
        if (!_isStrict)
        {
            return null;
        }

        using StateDict own = Initializers.Named(Network);
        IReadOnlyDictionary<string, string> originals = Initializers.Originals(Network);
        foreach (EntryOfModule counter in _module!.Where(entry => entry.IsCounter))
        {
            own[counter.Name] = Tensor.From<long>([1], []);
        }

        using StateDict module = [];
        foreach (EntryOfModule entry in _module!)
        {
            bool isListed = own.TryGet(entry.Name, out Tensor? value) || own.TryGet(originals.GetValueOrDefault(entry.Name, ""), out value);
            module[entry.Name] = isListed ? value! : NewNormalization(entry);
        }

        string path = _folder.File("module.safetensors");
        module.Save(path);
        return Run(Network, "--weights", path) ?? Difference(_expected, "the right ones");
    }

    /// <summary>
    /// PyTorch's exporter writes one initialiser for all that are equal, as the scales and shifts of new normalisations are.
    /// </summary>
    private static Tensor NewNormalization(EntryOfModule entry)
    {
        Tensor value = Tensor.Zeros([.. entry.Shape]);
        value.Values.Fill(entry.Name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
        return value;
    }

    private static bool AreEqual(Tensor first, Tensor second) =>
        first.Shape.SequenceEqual(second.Shape) && first.ElementType == second.ElementType
        && first.Bytes(0, (int)first.ByteCount).SequenceEqual(second.Bytes(0, (int)second.ByteCount));
}
