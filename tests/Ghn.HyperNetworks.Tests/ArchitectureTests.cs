namespace Ghn.HyperNetworks.Tests;

/// <summary>Which namespace of Ghn.HyperNetworks may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(HyperNetwork).Assembly, Allowed)
{
    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Configuration", []),
        ("Graphs", []),
        ("Graphs.Drawing", ["Graphs"]),
        ("Modules", []),
        ("Encoders", ["Configuration", "Graphs", "Modules"]),
        ("Decoding", ["Configuration", "Graphs", "Modules"]),
        ("PostProcessing", []),
        ("Checkpoints", ["Configuration", "Graphs", "Modules", "Encoders", "Decoding"]),
        ("", ["Configuration", "Graphs", "Modules", "Encoders", "Decoding", "Checkpoints"]),
    ];
}
