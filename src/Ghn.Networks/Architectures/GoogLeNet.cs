using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>
/// GoogLeNet (Szegedy et al., 2014) with batch normalisation and two auxiliary classifiers, as torchvision defines it:
/// the "5×5" branch of an Inception module has a 3×3 kernel.
/// </summary>
internal sealed record GoogLeNet(string Name) : IArchitecture
{
    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } = [new GoogLeNet("googlenet")];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.TruncatedNormal(0.01));
        network.Initialize<Linear>("weight", Initializer.TruncatedNormal(0.01));

        Signal x = Convolution(InputTransform.Input(network, options), "conv1", 64, kernel: 7, stride: 2, padding: 3);
        x = options.HasSmallImages ? x : Pool(x, 3, "maxpool1");
        x = Convolution(x, "conv2", 64, kernel: 1);
        x = Convolution(x, "conv3", 192, kernel: 3, padding: 1);
        x = Pool(x, 3, "maxpool2");
        x = Inception(x, "inception3a", 64, (96, 128), (16, 32), 32);
        x = Inception(x, "inception3b", 128, (128, 192), (32, 96), 64);
        x = Pool(x, 3, "maxpool3");
        Signal x4a = Inception(x, "inception4a", 192, (96, 208), (16, 48), 64);
        x = Inception(x4a, "inception4b", 160, (112, 224), (24, 64), 64);
        x = Inception(x, "inception4c", 128, (128, 256), (24, 64), 64);
        Signal x4d = Inception(x, "inception4d", 112, (144, 288), (32, 64), 64);
        x = Inception(x4d, "inception4e", 256, (160, 320), (32, 128), 128);
        x = Pool(x, 2, "maxpool4");
        x = Inception(x, "inception5a", 256, (160, 320), (32, 128), 128);
        x = Inception(x, "inception5b", 384, (192, 384), (48, 128), 128);

        Signal auxiliary1 = AuxiliaryHead(x4a, "aux1", options.ClassCount);
        Signal auxiliary2 = AuxiliaryHead(x4d, "aux2", options.ClassCount);
        Signal logits = x.AdaptiveAvgPool2d(1, "avgpool").Flatten().Dropout(0.2).Linear("fc", options.ClassCount);
        return network.Build(logits, auxiliary1, auxiliary2);
    }

    private static Signal Inception(
        Signal input, string name, int channels1x1, (int Reduced, int Out) channels3x3, (int Reduced, int Out) channels5x5,
        int poolChannels)
    {
        Signal branch1 = Convolution(input, $"{name}.branch1", channels1x1, kernel: 1);
        Signal branch2 = Convolution(input, $"{name}.branch2.0", channels3x3.Reduced, kernel: 1);
        branch2 = Convolution(branch2, $"{name}.branch2.1", channels3x3.Out, kernel: 3, padding: 1);
        Signal branch3 = Convolution(input, $"{name}.branch3.0", channels5x5.Reduced, kernel: 1);
        branch3 = Convolution(branch3, $"{name}.branch3.1", channels5x5.Out, kernel: 3, padding: 1);
        Signal branch4 = input.MaxPool2d(3, stride: 1, padding: 1, ceilingMode: true, name: $"{name}.branch4.0");
        branch4 = Convolution(branch4, $"{name}.branch4.1", poolChannels, kernel: 1);
        return SignalLayers.Concat([branch1, branch2, branch3, branch4]);
    }

    private static Signal AuxiliaryHead(Signal input, string name, int classCount) =>
        Convolution(input.AdaptiveAvgPool2d(4), $"{name}.conv", 128, kernel: 1).Flatten()
            .Linear($"{name}.fc1", 1024).Relu().Dropout(0.7)
            .Linear($"{name}.fc2", classCount);

    private static Signal Convolution(Signal input, string name, int channels, int kernel, int stride = 1, int padding = 0) => input
        .Conv2d($"{name}.conv", channels, kernel, stride, padding, bias: false).BatchNorm2d($"{name}.bn", epsilon: 0.001).Relu();

    private static Signal Pool(Signal input, int kernel, string name) => input.MaxPool2d(kernel, stride: 2, ceilingMode: true, name: name);
}
