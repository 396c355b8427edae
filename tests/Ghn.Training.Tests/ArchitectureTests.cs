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
        ("Distribution", ["Runs"]),
        ("Evaluations", ["Data", "Data.Loading", "Data.Sources"]),
        ("FineTuning", ["Data", "Initializations", "Runs", "Evaluations"]),
        ("HyperNetworks", ["Data", "Data.Loading", "Runs", "Distribution"]),
        ("Evaluations.Splits", ["Data", "Data.Loading", "Initializations", "Runs", "Distribution", "Evaluations", "FineTuning"]),
        ("Comparisons", ["Data", "Initializations", "Runs", "Evaluations", "FineTuning"]),
        ("Papers", ["Data", "FineTuning", "Comparisons"]),
    ];
}
