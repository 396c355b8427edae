using System.Text.Json;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>
/// Files after public reports of faults have their right values and are spoken of truly, but for what <c>not-yet.txt</c> says.
/// </summary>
public class OnnxCaseTests
{
    /// <summary>A network that is not run, because it ends in an operation that is passed over.</summary>
    private const string Skipped = "networks/argmax-skipped";

    private static readonly KnownFaults Faults = new(OnnxCases.FaultsPath);

    /// <summary>What is to be said of a network, beside its numbers.</summary>
    private static readonly Dictionary<string, Func<string, string?>> Sayings = new()
    {
        [Skipped] = PredictsWhatIsBeforeTheUnknown,
        ["networks/attention-across"] = path => HasAttentions(path, 1),
        ["networks/attention-decoder"] = path => HasAttentions(path, 4),
        ["networks/attention-learnt-queries"] = path => HasAttentions(path, 1),
        ["networks/feature-map-classes"] = DoesNotWarn,
        ["networks/features-first"] = path => Classes(path) == 10 ? null : $"{Classes(path)} classes",
        ["networks/learnt-affine"] = CallsTheLearntAffineLearnt,
        ["networks/local-response-norm"] = HasALocalResponseNorm,
        ["networks/local-response-norm-even"] = HasALocalResponseNorm,
        ["networks/nonsquare"] = NamesHeightAndWidth,
        ["networks/one-logit"] = path => Classes(path) == 1 ? null : $"{Classes(path)} classes",
        ["networks/softmax-safe-isnan"] = HasAnAttention,
    };

    /// <summary>The weights before the unknown operation of <c>argmax-skipped</c>.</summary>
    private static readonly string[] Before = ["conv1.weight", "bn1.weight", "fc.weight"];

    public static TheoryData<string> Networks => [.. OnnxCases.Names("networks")];

    public static TheoryData<string> Operators => [.. OnnxCases.Names("operators")];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_comes_and_goes(string name)
    {
        using OnnxFileJourney journey = OnnxCases.Journey(name);
        List<(string, string?)> steps = name == Skipped ? [] : [.. journey.Go(journey.Steps)];
        if (Sayings.TryGetValue(name, out Func<string, string?>? says))
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.File("network.onnx"), OnnxCases.Bytes(name));
            steps.Add(("said", says(folder.File("network.onnx"))));
        }

        Faults.Match(name, KnownFaults.Lines(name, steps));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_gives_the_right_numbers(string name)
    {
        using OnnxFileJourney journey = OnnxCases.Journey(name);
        Faults.Match(name, KnownFaults.Lines(name, journey.Go(["run"])));
    }

    [Theory]
    [InlineData("networks/one-logit")]
    [InlineData("networks/feature-map-classes")]
    public void Outputs_have_the_shape_that_the_file_gives_them(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("network.onnx");
        File.WriteAllBytes(path, OnnxCases.Bytes(name));
        using Tensor images = HashedValues.Batch([3, .. OnnxModel.Load(path).Network.InputShape]);
        new StateDict { ["images"] = images }.Save(folder.File("images.npy"));
        Tool.Run("run", path, "--input", folder.File("images.npy"), "-o", folder.File("outputs.npz")).Success();
        using StateDict outputs = StateDict.Load(folder.File("outputs.npz"));
        using Tensor right = OnnxRuntimeOracle.First(path, images);
        Assert.Equal(right.Shape, outputs.First().Value.Shape);
    }

    private static ToolResult Predict(string path, params string[] more) =>
        Tool.Run(["predict", path, "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), .. more]);

    private static string? PredictsWhatIsBeforeTheUnknown(string path)
    {
        string output = Path.ChangeExtension(path, ".safetensors");
        ToolResult result = Predict(path, "--skip-unknown", "-o", output);
        if (result.Code != ExitCode.Done)
        {
            return "no weights";
        }

        using StateDict weights = StateDict.Load(output);
        return Before.FirstOrDefault(name => !weights.Contains(name)) is { } missing ? $"{missing} is missing" : null;
    }

    private static string? DoesNotWarn(string path)
    {
        ToolResult result = Predict(path);
        return (result.Code, result.Error) == (ExitCode.Done, string.Empty) ? null : "a warning";
    }

    private static string? CallsTheLearntAffineLearnt(string path)
    {
        string said = Predict(path).Error;
        return said.Contains("1 learnt factors and shifts of channels", StringComparison.Ordinal) ? null : said;
    }

    private static string? HasALocalResponseNorm(string path) =>
        OnnxModel.Load(path).Network.Nodes.Count(node => node.Layer is LocalResponseNorm) == 1 ? null : "no such layer";

    private static string? NamesHeightAndWidth(string path)
    {
        string said = Predict(path).Error;
        return said.Contains("80×80", StringComparison.Ordinal) || said.Contains("--image-size", StringComparison.Ordinal)
            ? "advice that cannot be followed"
            : null;
    }

    private static int? Classes(string path)
    {
        ToolResult result = Predict(path, "--json");
        return result.Code == ExitCode.Done ? JsonDocument.Parse(result.Output).RootElement.GetProperty("classes").GetInt32() : null;
    }

    private static string? HasAttentions(string path, int count)
    {
        int found = OnnxModel.Load(path).Network.Nodes.Count(node => node.Layer is ScaledDotProductAttention);
        return found == count ? null : $"{found} layers of attention";
    }

    private static string? HasAnAttention(string path)
    {
        ToolResult result = Tool.Run("graph", path, "--format", "json");
        return result.Code == ExitCode.Done && result.Output.Contains("\"msa\"", StringComparison.Ordinal) ? null : "no node of attention";
    }
}
