using Ghn.Networks;
using Ghn.Networks.Layers;
using Ghn.Onnx.Ir;
using Ghn.Onnx.Lowering;
using Ghn.Onnx.Operators.Base;
using Ghn.Tensors.Kernels.Interpolation;

namespace Ghn.Onnx.Operators.Arithmetic;

/// <summary>Sums of signals, each stretched to the shape of the sum.</summary>
internal static class StretchedMaps
{
    /// <summary>Adds signals. Feature maps of one position are resized to those that they are added to.</summary>
    public static SignalView Sum(NetworkAssembly network, Operation operation, IReadOnlyList<View> terms) => terms switch
    {
        [var only] => network[only],
        _ when terms.All(term => term.Shape == operation.Shape || IsPooled(operation, term)) && !AreArrangedAlike(network, terms) =>
            network.Whole(
                network.Append(operation, new Add(), [.. terms.Select(term => Resized(network, operation, network[term]))]),
                operation.Shape),
        _ => JoinedSignals.Join(network, operation, new Add(), terms),
    };

    private static bool AreArrangedAlike(NetworkAssembly network, IReadOnlyList<View> terms) =>
        terms.Skip(1).All(term => network[terms[0]].IsArrangedAs(network[term]));

    private static bool IsPooled(Operation sum, View term) => term.Shape is [_, var channels, 1, 1] && channels == sum.Shape[1];

    private static Signal Resized(NetworkAssembly network, Operation sum, SignalView term)
    {
        Signal signal = network.Realize(term);
        return term.Shape == sum.Shape ? signal
            : network.Append(sum, new Interpolate((sum.Shape[2], sum.Shape[3]), InterpolationMode.Nearest), signal);
    }
}
