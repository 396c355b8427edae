using Ghn.Networks;
using Ghn.Networks.Layers;

namespace Ghn.Samples;

/// <summary>An architecture that is in no zoo: depthwise branches that a gate weighs, in two stages.</summary>
internal static class GatedNetwork
{
    private const int BlocksPerStage = 2;

    public static Network Create(int classCount, int imageSize)
    {
        var network = new NetworkBuilder("gated", [3, imageSize, imageSize]);
        Signal x = network.Input.Conv2d("stem", 32, kernel: 3, stride: 2, padding: 1, bias: false).BatchNorm2d("stem_norm").Relu();
        for (int block = 0; block < BlocksPerStage; block++)
        {
            x = Block(x, $"fine.{block}");
        }

        x = x.Conv2d("shrink", 64, kernel: 2, stride: 2);
        for (int block = 0; block < BlocksPerStage; block++)
        {
            x = Block(x, $"coarse.{block}");
        }

        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Linear("head", classCount));
    }

    private static Signal Block(Signal x, string name) => x
        .Conv2d($"{name}.filter", x.Channels, kernel: 5, padding: 2, groups: x.Channels, bias: false).BatchNorm2d($"{name}.norm")
        .Conv2d($"{name}.mix", x.Channels, kernel: 1).Activate(ActivationFunction.Hardswish)
        .SqueezeExcitation($"{name}.gate", squeezeChannels: x.Channels / 4)
        .Add(x);
}
