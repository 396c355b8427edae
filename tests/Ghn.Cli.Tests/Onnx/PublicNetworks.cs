using System.IO.Compression;
using System.Text.Json;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>
/// Networks of forty public kinds as PyTorch exports them: <c>tests/Golden/onnx_networks</c>, made in <c>tests/onnx-networks</c>.
/// </summary>
internal static class PublicNetworks
{
    private const string Folder = "onnx_networks";

    /// <summary>The form of export that keeps every weight, its name and its shape.</summary>
    public const string StrictForm = "op17_preserve";

    /// <summary>The forms of export, and what <c>torch.onnx.export</c> was told.</summary>
    public static IReadOnlyDictionary<string, string> Forms { get; } = new Dictionary<string, string>
    {
        [StrictForm] = "`PRESERVE`",
        ["op17_preserve_folded"] = "`PRESERVE`, folded",
        ["op16_eval_unfolded"] = "`EVAL`",
        ["op16_eval"] = "`EVAL`, folded",
    };

    private static readonly StateDict Images = GoldenFile("images");

    private static readonly StateDict Outputs = GoldenFile("outputs");

    private static readonly Dictionary<string, Module> Modules = ReadModules();

    /// <summary>The path of the list of what is not right yet.</summary>
    public static string FaultsPath => PathOf("not-yet.txt");

    /// <summary>The networks.</summary>
    public static IReadOnlyList<string> Names => [.. Modules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The files of a network: <c>cbam__op17_preserve</c>.</summary>
    public static IEnumerable<string> Files(string network) => GoldenOnnx.Names(Folder).Where(file => file.Split("__")[0] == network);

    /// <summary>The journey with a file.</summary>
    public static OnnxFileJourney Journey(string file)
    {
        string[] parts = file.Split("__");
        Module module = Modules[parts[0]];
        Tensor images = Images[$"{module.ImageSize}"];
        return new OnnxFileJourney(
            GoldenOnnx.Bytes(Folder, file), Tensor.From<float>(images.Values, images.Shape), [Outputs[parts[0]]], module.Entries,
            isStrict: parts[1] == StrictForm);
    }

    private static StateDict GoldenFile(string name) => StateDict.Load(PathOf($"{name}.npz"));

    private static Dictionary<string, Module> ReadModules()
    {
        using FileStream file = File.OpenRead(PathOf("modules.json.gz"));
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(content);
        return document.RootElement.EnumerateObject().ToDictionary(
            network => network.Name,
            network => new Module(
                network.Value.GetProperty("image_size").GetInt32(),
                [.. network.Value.GetProperty("entries").EnumerateObject().Select(entry => new EntryOfModule(
                    entry.Name, [.. entry.Value[1].EnumerateArray().Select(size => size.GetInt32())], entry.Value[2].GetBoolean()))]));
    }

    private static string PathOf(string name) => Path.Combine(GoldenGhns.PathOf(".."), Folder, name);

    /// <summary>What is known of a network's module.</summary>
    private sealed record Module(int ImageSize, IReadOnlyList<EntryOfModule> Entries);
}
