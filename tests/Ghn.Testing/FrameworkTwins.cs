using Ghn.Networks;
using Ghn.Networks.Layers;

namespace Ghn.Testing;

/// <summary>The networks of some files of <c>tests/Golden/onnx_frameworks</c> as one writes them in C#, after PyTorch's manner.</summary>
public static class FrameworkTwins
{
    private static readonly Dictionary<string, Func<Network>> Twins = new(StringComparer.Ordinal)
    {
        ["keras_resnet"] = () => ResNet("keras_resnet", bias: true, x => x.Apply(new Networks.Layers.Softmax())),
        ["keras_mobilenet_v2"] = MobileNet,
        ["keras_sequential"] = Sequential,
        ["keras_channels_last"] = ChannelsLast,
        ["zoo_vgg"] = Vgg,
        ["zoo_densenet"] = DenseNet,
        ["jax_cnn"] = Jax,
    };

    public static IEnumerable<string> Names => Twins.Keys;

    public static Network Create(string name) => Twins[name]();

    private static Network ResNet(string name, bool bias, Func<Signal, Signal> end)
    {
        var network = new NetworkBuilder(name, [3, 32, 32]);
        Signal x = Normalized(network.Input, "conv1", 8, 7, 2).Relu().MaxPool2d(3, 2, padding: 1);
        foreach (int block in (int[])[1, 2])
        {
            Signal shortcut = block == 1 ? Normalized(x, $"{block}_0", 32, 1) : x;
            Signal y = Normalized(x, $"{block}_1", 8, 1).Relu();
            y = Normalized(y, $"{block}_2", 8, 3).Relu();
            x = shortcut.Add(Normalized(y, $"{block}_3", 32, 1)).Relu();
        }

        return network.Build(end(x.AdaptiveAvgPool2d(1).Flatten().Linear("fc", 10)));

        Signal Normalized(Signal x, string layer, int channels, int kernel, int stride = 1) => x
            .Conv2d($"{layer}_conv", channels, kernel, stride, padding: kernel / 2, bias: bias)
            .BatchNorm2d($"{layer}_bn", epsilon: 1.001e-5);
    }

    private static Network MobileNet()
    {
        var network = new NetworkBuilder("keras_mobilenet_v2", [3, 32, 32]);
        Signal x = network.Input.Apply(new Conv2d(3, 8, 3, 2, 0, 1, 1, Bias: true) { EndPadding = 1 }, "stem").Activate(
            ActivationFunction.Relu6);
        int block = 0;
        foreach ((int channels, int width, int stride) in ((int, int, int)[])[(8, 8, 1), (8, 12, 2), (12, 12, 1)])
        {
            string name = $"{block++}";
            int padding = stride == 1 ? 1 : 0;
            Signal y = x.Conv2d($"{name}_expand", 4 * channels, 1).Activate(ActivationFunction.Relu6)
                .Apply(new Conv2d(4 * channels, 4 * channels, 3, stride, padding, 1, 4 * channels, Bias: true) { EndPadding = 1 },
                    $"{name}_depthwise")
                .Activate(ActivationFunction.Relu6)
                .Conv2d($"{name}_project", width, 1);
            x = stride == 1 ? x.Add(y) : y;
        }

        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Linear("fc", 10));
    }

    private static Network Sequential()
    {
        var network = new NetworkBuilder("keras_sequential", [1, 21, 21]);
        Signal x = network.Input.Apply(new FrozenAffine([1 / 255.0], [0]))
            .Conv2d("a", 6, 3, padding: 1).Relu()
            .Apply(new MaxPool2d(2, 2, 0, false) { EndPadding = 1 })
            .Apply(new Conv2d(6, 8, 4, 1, 1, 1, 1, Bias: true) { EndPadding = 2 }, "b")
            .Apply(new AvgPool2d(2, 2, 0, false, CountIncludesPadding: false) { EndPadding = 1 })
            .Apply(new MaxPool2d(3, 2, 0, false) { EndPadding = 1 });
        return network.Build(x.Flatten().Linear("c", 16).Relu().Unflatten().BatchNorm2d("n").Flatten().Linear("d", 10));
    }

    private static Network ChannelsLast()
    {
        var network = new NetworkBuilder("keras_channels_last", [3, 16, 16]);
        Signal x = network.Input.Conv2d("a", 6, 3, padding: 1).Relu();
        Signal left = x.Apply(new Conv2d(6, 4, 2, 1, 1, 1, 1, Bias: true) { EndPadding = 0 }, "b").Activate(ActivationFunction.Relu6);
        Signal right = x.AvgPool2d(3, 1, padding: 1, countIncludesPadding: false);
        x = SignalLayers.Concat([left, right]).BatchNorm2d("n");
        x = x.Multiply(x.AdaptiveAvgPool2d(1).Conv2d("c", 10, 1).Activate(ActivationFunction.Sigmoid));
        x = x.Add(x.Conv2d("d", 10, 3, padding: 1)).MaxPool2d(2, 2);
        return network.Build(x.AdaptiveAvgPool2d(1).Flatten().Linear("e", 10));
    }

    private static Network Vgg()
    {
        var network = new NetworkBuilder("zoo_vgg", [3, 16, 16]);
        Signal x = network.Input.Conv2d("a", 6, 3, padding: 1).Relu().MaxPool2d(2, 2).Conv2d("b", 8, 3, padding: 1).Relu().MaxPool2d(2, 2);
        return network.Build(
            x.Flatten().Linear("c", 16).Relu().Linear("d", 16).Relu().Linear("e", 10).Apply(new Networks.Layers.Softmax()));
    }

    private static Network DenseNet()
    {
        var network = new NetworkBuilder("zoo_densenet", [3, 32, 32]);
        Signal x = network.Input.Conv2d("a", 8, 7, 2, padding: 3, bias: false).BatchNorm2d("b").Relu().MaxPool2d(3, 2, padding: 1);
        Signal y = x.BatchNorm2d("c").Relu().Conv2d("d", 16, 1, bias: false).BatchNorm2d("e").Relu().Conv2d(
            "f", 4, 3, padding: 1, bias: false);
        x = SignalLayers.Concat([x, y]).BatchNorm2d("g").Relu().Conv2d("h", 6, 1, bias: false).AvgPool2d(2, 2).BatchNorm2d("i").Relu();
        return network.Build(x.AdaptiveAvgPool2d(1).Conv2d("j", 10, 1).Flatten());
    }

    private static Network Jax()
    {
        var network = new NetworkBuilder("jax_cnn", [3, 16, 16]);
        Signal x = network.Input.Conv2d("a", 6, 3, padding: 1).Relu().AvgPool2d(2, 2).Conv2d("b", 8, 3).Relu();
        return network.Build(x.Flatten().Linear("c", 10));
    }
}
