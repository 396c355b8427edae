using Ghn.Networks;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Tensors;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>Terms of a sum as signals of its shape.</summary>
internal static class StretchedMaps
{
    /// <summary>Feature maps of one position are stretched to those that they are added to.</summary>
    public static Signal Of(NetworkAssembly network, Operation operation, SignalView view)
    {
        Signal signal = network.Realize(view);
        return view.Shape == operation.Shape ? signal
            : signal.Shape is [_, 1, 1] && operation.Shape is [_, _, var height, var width]
                ? network.Append(operation, new Interpolate((height, width), InterpolationMode.Nearest), signal)
                : throw operation.Node.Unsupported($"it adds {view.Shape} to {operation.Shape}");
    }
}
