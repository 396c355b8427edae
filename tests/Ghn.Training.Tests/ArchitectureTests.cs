using Ghn.Training.Data;

namespace Ghn.Training.Tests;

/// <summary>Which namespace of Ghn.Training may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(IImageDataset).Assembly, Allowed)
{
    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Data", []),
        ("Data.Transforms", ["Data"]),
        ("Data.Loading", ["Data", "Data.Transforms"]),
        ("Data.Cifar", ["Data"]),
        ("Data.Images", ["Data"]),
        ("Data.Sources", ["Data", "Data.Loading", "Data.Cifar", "Data.Images"]),
        ("Initializations", []),
        ("Runs", ["Data"]),
        ("Engine", ["Data", "Runs"]),
        ("Optimization", []),
        ("Distribution", ["Runs"]),
        ("Evaluations", ["Data", "Data.Loading", "Data.Sources"]),
        ("FineTuning", ["Data", "Initializations", "Runs", "Engine", "Optimization", "Evaluations"]),
        ("HyperNetworks", ["Data", "Data.Loading", "Runs", "Engine", "Optimization", "Distribution"]),
        ("Evaluations.Splits", [
            "Data", "Data.Loading", "Initializations", "Runs", "Engine", "Optimization", "Distribution", "Evaluations", "FineTuning",
        ]),
        ("Plots", []),
        ("Comparisons", ["Data", "Initializations", "Runs", "Engine", "Evaluations", "FineTuning", "Plots"]),
        ("Papers", ["Data", "FineTuning", "Comparisons"]),
    ];
}
