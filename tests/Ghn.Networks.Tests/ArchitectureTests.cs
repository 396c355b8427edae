namespace Ghn.Networks.Tests;

/// <summary>Which namespace of Ghn.Networks may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(Network).Assembly, Allowed)
{
    private static readonly string[] Networks = ["State", "Layers", "Layers.Attention", ""];

    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("State", []),
        ("Layers", ["State"]),
        ("Layers.Attention", ["State", "Layers"]),
        ("", ["State", "Layers", "Layers.Attention"]),
        ("Weights", ["State", ""]),
        ("Execution", [.. Networks, "Weights"]),
        ("Architectures", [.. Networks, "Weights"]),
        ("DeepNets", [.. Networks, "Architectures"]),
        ("DeepNets.Generation", ["State", "Architectures", "DeepNets"]),
        ("DeepNets.Files", ["DeepNets", "DeepNets.Generation"]),
        ("DeepNets.Published", ["DeepNets"]),
    ];
}
