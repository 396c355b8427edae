namespace Ghn.Tensors.Tests;

/// <summary>Which namespace of the tensors may use which. The list reads from the bottom up: nothing uses what comes after it.</summary>
public class ArchitectureTests() : NamespaceTests(typeof(Tensor).Assembly, Allowed)
{
    /// <summary>What everything stands on: threads, files of any kind, memory, and the tensors themselves.</summary>
    private static readonly string[] Ground = ["Threading", "Files", "Memory", ""];

    /// <summary>What the kernels have in common.</summary>
    private static readonly string[] OfKernels = ["Threading", "Memory", "", "Kernels.Vectors"];

    private static readonly string[] Kernels =
    [
        "Kernels.Vectors", "Kernels.Copying", "Kernels.Elementwise", "Kernels.Reductions", "Kernels.Gemm", "Kernels.LinearAlgebra",
        "Kernels.Normalization", "Kernels.Attention", "Kernels.Convolution", "Kernels.Pooling", "Kernels.Interpolation",
    ];

    private static readonly string[] OfFormats = [.. Ground, "Formats.Reading"];

    private static readonly (string User, string[] Used)[] Allowed =
    [
        ("Threading", []),
        ("Files", []),
        ("Memory", ["Threading", "Files"]),
        ("", ["Files", "Memory"]),

        ("Kernels.Vectors", []),
        ("Kernels.Copying", OfKernels),
        ("Kernels.Elementwise", OfKernels),
        ("Kernels.Reductions", [.. OfKernels, "Kernels.Elementwise"]),
        ("Kernels.Gemm", [.. OfKernels, "Kernels.Elementwise"]),
        ("Kernels.LinearAlgebra", [.. OfKernels, "Kernels.Gemm"]),
        ("Kernels.Normalization", [.. OfKernels, "Kernels.Elementwise"]),
        ("Kernels.Attention", [.. OfKernels, "Kernels.Gemm", "Kernels.Normalization"]),
        ("Kernels.Convolution", [.. OfKernels, "Kernels.Gemm", "Kernels.Copying"]),
        ("Kernels.Pooling", [.. OfKernels, "Kernels.Copying"]),
        ("Kernels.Interpolation", [.. OfKernels, "Kernels.Pooling"]),
        ("Kernels.Reference", ["", "Kernels.Convolution", "Kernels.Pooling"]),

        ("Autograd", ["Threading", "", .. Kernels]),
        ("Optimizers.Schedules", []),
        ("Optimizers", ["Threading", "Files", "", "Kernels.Vectors"]),

        ("Formats.Reading", Ground),
        ("Formats.Writing", OfFormats),
        ("Formats.Compression", OfFormats),
        ("Formats.Zip", [.. OfFormats, "Formats.Writing"]),
        ("Formats.Safetensors", [.. OfFormats, "Formats.Writing"]),
        ("Formats.Pickle", [.. OfFormats, "Formats.Compression"]),
        ("Formats.Numpy", [.. OfFormats, "Kernels.Elementwise", "Formats.Writing", "Formats.Zip", "Formats.Pickle"]),
        ("Formats.Torch",
        [
            .. OfFormats, "Formats.Writing", "Formats.Zip", "Formats.Compression", "Formats.Pickle", "Formats.Numpy",
        ]),
        ("Formats",
        [
            .. OfFormats, "Formats.Writing", "Formats.Zip", "Formats.Compression", "Formats.Safetensors", "Formats.Numpy", "Formats.Torch",
        ]),
    ];
}
