using Ghn.Networks.State;
using Ghn.Tensors;

namespace Ghn.Networks.Layers;

/// <summary>The state that convolutions share, and the conditions on it.</summary>
internal static class ConvolutionState
{
    /// <summary>A weight of the given shape and perhaps a bias, initialised as PyTorch does.</summary>
    /// <param name="weight">The shape of the weight.</param>
    /// <param name="biases">The number of biases; null for none.</param>
    public static IReadOnlyList<LayerState> Of(Shape weight, int? biases)
    {
        var entry = new LayerState("weight", weight, Initializer.KaimingUniform());
        return biases is { } count
            ? [entry, new LayerState("bias", [count], Initializer.Uniform(1 / Math.Sqrt(Fan.In.Of(weight))))]
            : [entry];
    }

    /// <summary>Fails unless the groups divide the channels.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void RequireGroups(int inChannels, int outChannels, int groups, Layer layer) => SignalShapes.Require(
        groups > 0 && inChannels % groups == 0 && outChannels % groups == 0, layer,
        $"cannot split {inChannels} input and {outChannels} output channels into {groups} groups");
}
