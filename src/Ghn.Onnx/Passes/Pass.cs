using Ghn.Onnx.Ir;

namespace Ghn.Onnx.Passes;

/// <summary>A step from the operations of a file to those that layers stand for.</summary>
/// <param name="Summary">What it does, as a sentence.</param>
/// <param name="Apply">Replaces operations of a graph.</param>
internal sealed record Pass(string Summary, Action<OperationGraph> Apply)
{
    /// <summary>Whether it undoes what PyTorch's exporter does, so that it is for its files alone.</summary>
    public bool IsForPyTorch { get; init; }
}
