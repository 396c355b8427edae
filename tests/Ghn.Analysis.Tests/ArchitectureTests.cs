using Ghn.Analysis.Statistics;

namespace Ghn.Analysis.Tests;

/// <summary>Which namespace of Ghn.Analysis may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(KendallTau).Assembly, Allowed)
{
    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Statistics", []),
        ("Regression", []),
        ("Properties", ["Statistics", "Regression"]),
        ("Measurements", ["Properties"]),
        ("NeuralPredictors", ["Properties", "Statistics"]),
    ];
}
