using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A convolution of sequences.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">Sequences [samples, channels, length], weight, and perhaps bias.</param>
/// <param name="Window">How it slides, over maps that are one row high.</param>
/// <param name="Groups">The number of groups of channels.</param>
internal sealed record SequenceConvolution(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, SlidingWindow Window, int Groups)
    : GroupedConvolution(Node, Result, Inputs, Window, Groups), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Shape input = ViewAt(0).Shape;
        var layer = new Conv1d(
            InChannels, ViewAt(1).Shape[0], Window.Kernel.Width, Window.Stride.Width, Window.Padding.Width, Window.Dilation.Width,
            Groups, Bias: OptionalInput(2) is not null)
        {
            EndPadding = Window.EndPadding.Width,
        };
        Signal sequence = network.Realize(network[ViewAt(0)], [input[1], input[2]]);
        return network.Whole(network.Append(this, layer, sequence, WeightAndBias.Of(this)), Shape);
    }
}
