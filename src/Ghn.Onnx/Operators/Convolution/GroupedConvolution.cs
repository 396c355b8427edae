using Ghn.Onnx.Ir;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A convolution, of whatever number of dimensions.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">What it slides over, weight, and perhaps bias.</param>
/// <param name="Window">How it slides.</param>
/// <param name="Groups">The number of groups of channels.</param>
internal abstract record GroupedConvolution(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, SlidingWindow Window, int Groups)
    : Operation(Node, Result, Inputs)
{
    /// <summary>The number of channels that it takes.</summary>
    /// <exception cref="Ghn.Tensors.Files.InvalidFileException">It has no groups.</exception>
    protected int InChannels => Groups < 1
        ? throw Node.Invalid($"it has {Groups} groups")
        : (int)Math.Min((long)ViewAt(1).Shape[1] * Groups, int.MaxValue);
}
