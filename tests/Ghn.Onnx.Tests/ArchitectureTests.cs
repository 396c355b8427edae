using System.Text.RegularExpressions;
using Ghn.Networks.Tests;

namespace Ghn.Onnx.Tests;

/// <summary>Which namespace may use which. The list reads from the bottom up: nothing uses what comes after it.</summary>
public partial class ArchitectureTests
{
    private const string Root = "Ghn.Onnx";

    private static readonly string[] OfFamilies = ["Operators.Base", "Building", "Lowering", "Ir", "Model", "Model.Protocol"];

    private static readonly string[] Families =
    [
        "Operators.Activations", "Operators.Arithmetic", "Operators.Attention", "Operators.Constants", "Operators.ControlFlow",
        "Operators.Convolution", "Operators.Normalization", "Operators.Pooling", "Operators.Products", "Operators.Reductions",
        "Operators.Resizing", "Operators.Views",
    ];

    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Model.Protocol", []),
        ("Model", ["Model.Protocol"]),
        ("Ir", ["Model", "Model.Protocol"]),
        ("Lowering", ["Ir"]),
        ("Building", ["Model", "Model.Protocol"]),
        ("Operators.Base", ["Building", "Lowering", "Ir"]),
        .. Families.Select(family => (family, family is "Operators.Arithmetic" or "Operators.Pooling"
            ? [.. OfFamilies, "Operators.Activations"]
            : OfFamilies)),
        ("Operators", [.. OfFamilies, .. Families]),
        ("Passes", ["Ir", "Operators.Base", .. Families]),
        ("Import", ["Model", "Model.Protocol", "Ir", "Lowering", "Passes", "Operators", "Operators.Base"]),
        ("Export", ["Model", "Model.Protocol", "Ir", "Lowering", "Building", "Operators"]),
        ("", ["Model", "Model.Protocol", "Ir", "Lowering", "Import", "Export"]),
    ];

    [Fact]
    public void Namespaces_use_only_what_they_may()
    {
        Dictionary<string, string[]> allowed = Allowed.ToDictionary(rule => Name(rule.User), rule => rule.Used.Select(Name).ToArray());
        IReadOnlyDictionary<string, IReadOnlySet<string>> edges = Edges();
        Assert.Empty(edges.Keys.Except(allowed.Keys));
        Assert.Empty(edges.SelectMany(user => user.Value.Except(allowed[user.Key]).Select(used => $"{user.Key} uses {used}")));
    }

    [Fact]
    public void No_namespaces_use_each_other_in_a_circle()
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> edges = Edges();
        var left = new HashSet<string>(edges.Keys);
        while (left.FirstOrDefault(name => !edges[name].Any(left.Contains)) is { } free)
        {
            left.Remove(free);
        }

        Assert.Empty(left);
    }

    [Fact]
    public void The_graph_of_namespaces_is_not_blind()
    {
        IReadOnlyDictionary<string, IReadOnlySet<string>> edges = Edges();
        Assert.Contains("Ghn.Onnx.Operators.Activations", edges["Ghn.Onnx.Operators.Pooling"]);
        Assert.Contains("Ghn.Onnx.Passes", edges["Ghn.Onnx.Import"]);
        Assert.Contains("Ghn.Onnx.Model", edges["Ghn.Onnx"]);
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        string folder = Path.Combine(GoldenZoo.RepositoryFolder(), "src", Root);
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            string place = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            if (place.Split('.')[0] is not ("obj" or "bin"))
            {
                Assert.Equal((file, Name(place == "." ? "" : place)), (file, Declaration().Match(File.ReadAllText(file)).Groups[1].Value));
            }
        }
    }

    private static IReadOnlyDictionary<string, IReadOnlySet<string>> Edges() => new NamespaceGraph(typeof(OnnxModel).Assembly).Edges();

    private static string Name(string place) => place.Length == 0 ? Root : $"{Root}.{place}";

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
