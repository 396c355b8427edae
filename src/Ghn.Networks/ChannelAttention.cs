using Ghn.Networks.Layers;

namespace Ghn.Networks;

/// <summary>Blocks in which the feature maps of a network decide which of their channels matter.</summary>
public static class ChannelAttention
{
    /// <summary>
    /// Squeeze-and-excitation (Hu et al., 2018): gates each channel by a small network of the means of all channels.
    /// Its two 1×1 convolutions are <c>{name}.fc1</c> and <c>{name}.fc2</c>, as torchvision calls them.
    /// </summary>
    /// <param name="input">Feature maps.</param>
    /// <param name="name">The block's name.</param>
    /// <param name="squeezeChannels">The channels between the two convolutions.</param>
    /// <param name="activation">What follows the first convolution.</param>
    /// <param name="gate">What follows the second: a function with values from 0 to 1.</param>
    public static Signal SqueezeExcitation(
        this Signal input, string name, int squeezeChannels,
        ActivationFunction activation = ActivationFunction.Relu, ActivationFunction gate = ActivationFunction.Sigmoid)
    {
        ArgumentNullException.ThrowIfNull(input);
        Signal scale = input
            .AdaptiveAvgPool2d(1, $"{name}.avgpool")
            .Conv2d($"{name}.fc1", squeezeChannels, kernel: 1).Activate(activation)
            .Conv2d($"{name}.fc2", input.Channels, kernel: 1).Activate(gate);
        return input.Multiply(scale);
    }
}
