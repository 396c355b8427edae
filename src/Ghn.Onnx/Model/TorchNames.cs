namespace Ghn.Onnx.Model;

/// <summary>What PyTorch's exporter calls tensors that it makes up: <c>onnx::MatMul_24</c>, after the operation that takes them.</summary>
internal static class TorchNames
{
    /// <summary>What such names begin with.</summary>
    public const string Prefix = "onnx::";

    /// <summary>Whether a name is one of these.</summary>
    public static bool IsMadeUp(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
