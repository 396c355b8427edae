using Ghn.Analysis.Embeddings;

namespace Ghn.Analysis.Tests;

/// <summary>Which namespace of Ghn.Analysis may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(EmbeddingTable).Assembly, Allowed)
{
    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Statistics", []),
        ("Regression", []),
        ("Tables", []),
        ("Files", []),
        ("Embeddings", ["Tables"]),
        ("Distances", []),
        ("Properties", ["Statistics", "Regression", "Tables", "Files", "Embeddings"]),
        ("Measurements", ["Properties"]),
        ("NeuralPredictors", ["Properties", "Statistics"]),
        ("Weights", ["Distances", "Statistics"]),
        ("Activations", []),
        ("Plots", []),
        ("ZeroCost", ["Statistics"]),
        ("Search", ["Files", "Embeddings", "Properties"]),
    ];
}
