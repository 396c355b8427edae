using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Import;

/// <summary>A network that came as a file.</summary>
/// <param name="Network">The network.</param>
/// <param name="Bindings">Which parameter of it is which tensor of the file.</param>
/// <param name="Unknown">The operations that were passed over.</param>
/// <param name="Skipped">The tensors that only these have.</param>
internal sealed record ImportedNetwork(
    Network Network,
    IReadOnlyList<ParameterBinding> Bindings,
    IReadOnlyList<UnsupportedReason> Unknown,
    IReadOnlyList<SkippedParameter> Skipped)
{
    /// <summary>Whether PyTorch exported the file.</summary>
    public bool IsFromPyTorch { get; init; }

    /// <summary>Whether the file takes images with their channels as the last dimension.</summary>
    public bool TakesChannelsLast { get; init; }

    /// <summary>Whether the file leaves the height or the width of the images open.</summary>
    public bool TakesAnySize { get; init; }

    /// <summary>The outputs in the file's order.</summary>
    public required IReadOnlyList<ImportedOutput> Outputs { get; init; }

    /// <summary>The tensors with names of their own that are no parameters of the network.</summary>
    public required StateDict Kept { get; init; }
}
