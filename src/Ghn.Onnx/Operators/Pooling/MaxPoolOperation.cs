using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Activations;
using Ghn.Onnx.Operators.Base;

namespace Ghn.Onnx.Operators.Pooling;

/// <summary>The maximum over a sliding window, with a border that never wins, whoever added it.</summary>
/// <param name="Node">The node in the file.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Argument">The maps.</param>
/// <param name="Window">The window with its border.</param>
internal sealed record MaxPoolOperation(OnnxNode Node, OperationResult Result, Value Argument, SlidingWindow Window)
    : Operation(Node, Result, [Argument]), ILowerable
{
    /// <summary>Zeros around maps without negative values never win, either.</summary>
    public SignalView Lower(NetworkAssembly network)
    {
        PaddedMaps maps = IsNeverNegative(network)
            ? PaddedMaps.Of(network, this, Window)
            : PaddedMaps.OfOwnBorder(network, this, Window);
        var layer = new MaxPool2d(Window.Kernel, Window.Stride, maps.Padding, Window.CeilingMode)
        {
            EndPadding = maps.EndPadding,
            Dilation = Window.Dilation,
        };
        return network.Whole(network.Append(this, layer, maps.Signal), Shape);
    }

    private bool IsNeverNegative(NetworkAssembly network) => network.Producer(ViewAt(0)) is ActivationOperation
    {
        Function: ActivationFunction.Relu or ActivationFunction.Sigmoid or ActivationFunction.Relu6 or ActivationFunction.Hardsigmoid,
    };
}
