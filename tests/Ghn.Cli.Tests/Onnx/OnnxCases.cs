using System.Text.Json;
using Ghn.Tensors;
using Ghn.Tensors.Formats;

namespace Ghn.Cli.Tests;

/// <summary>Files after public reports of faults: <c>tests/Golden/onnx_cases</c>, whose README says what each is.</summary>
internal static class OnnxCases
{
    private const string Folder = "onnx_cases";

    /// <summary>The path of the list of what is not right yet.</summary>
    public static string FaultsPath => PathOf("not-yet.txt");

    /// <summary>The cases: <c>networks/tile</c>.</summary>
    public static IEnumerable<string> Names(string kind) =>
        GoldenOnnx.Names($"{Folder}/{kind}").Select(name => $"{kind}/{name}");

    /// <summary>The file's content.</summary>
    public static byte[] Bytes(string name) => GoldenOnnx.Bytes(Folder, name);

    /// <summary>The journey with a case's file.</summary>
    public static OnnxFileJourney Journey(string name)
    {
        StateDict recorded = StateDict.Load(PathOf($"{name}__io.npz"));
        IEnumerable<string> outputs = recorded.Names.Where(entry => entry != "input").Order(StringComparer.Ordinal);
        return new OnnxFileJourney(Bytes(name), recorded["input"], outputs.Select(output => recorded[output]), Module(name));
    }

    /// <summary>The state dict of the case's module, where it is known.</summary>
    private static List<EntryOfModule>? Module(string name)
    {
        string path = PathOf($"{name}__state_dict.json");
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. document.RootElement.EnumerateObject().Select(entry => new EntryOfModule(
                entry.Name, [.. entry.Value[1].EnumerateArray().Select(size => size.GetInt32())], IsBuffer: false)),
        ];
    }

    private static string PathOf(string name) => Path.Combine(GoldenGhns.PathOf(".."), Folder, name);
}
