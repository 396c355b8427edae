using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Convolution;

/// <summary>A transposed convolution of feature maps, or of sequences as maps that are one row high.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Inputs">Maps, weight, and perhaps bias.</param>
/// <param name="Window">How its kernel spreads.</param>
/// <param name="Groups">The number of groups of channels.</param>
internal sealed record ConvTransposeOperation(
    OnnxNode Node, OperationResult Result, IReadOnlyList<Value?> Inputs, TransposedWindow Window, int Groups)
    : Operation(Node, Result, Inputs), ILowerable
{
    /// <inheritdoc/>
    public SignalView Lower(NetworkAssembly network)
    {
        Shape maps = Input(0).Shape;
        var layer = new ConvTranspose2d(
            ViewAt(1).Shape[0], Shape[1], Window.Kernel, Window.Stride, Window.Padding, Window.Dilation, Groups,
            Bias: OptionalInput(2) is not null)
        {
            EndPadding = Window.EndPadding,
            OutputPadding = Window.OutputPadding,
        };
        Signal signal = network.Realize(network[ViewAt(0)], [maps[1], maps.Rank == 4 ? maps[2] : 1, maps[^1]]);
        return network.Whole(network.Append(this, layer, signal, WeightAndBias.Of(this)), Shape);
    }
}
