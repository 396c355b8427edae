namespace Ghn.Onnx.Tests;

/// <summary>Which namespace of Ghn.Onnx may use which.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(OnnxModel).Assembly, Allowed)
{
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
        ("Import", ["Model", "Model.Protocol", "Building", "Ir", "Lowering", "Passes", "Operators", "Operators.Base"]),
        ("Export", ["Model", "Model.Protocol", "Ir", "Lowering", "Building", "Operators"]),
        ("", ["Model", "Model.Protocol", "Ir", "Lowering", "Import", "Export"]),
    ];
}
