using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;

namespace Ghn.Onnx.Operators.Base;

/// <summary>Lowering of what acts on each element by itself.</summary>
internal static class ElementwiseLowering
{
    /// <summary>Appends a layer that acts on each element by itself: it need not know in which order they are.</summary>
    public static SignalView Apply(NetworkAssembly network, Operation operation, Layer layer)
    {
        SignalView view = network[operation.ViewAt(0)];
        return Apply(
            network, operation, view.IsComplete ? view : SampleAxis.Realize(network, operation, operation.ViewAt(0)), layer);
    }

    /// <summary>As above, of another value than the first that the operation takes.</summary>
    public static SignalView Apply(NetworkAssembly network, Operation operation, SignalView input, Layer layer) => input.IsComplete
        ? input.Of(network.Append(operation, layer, input.Signal))
        : network.Whole(network.Append(operation, layer, network.Realize(input)), input.Shape);
}
