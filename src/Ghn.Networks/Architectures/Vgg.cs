using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>The networks of the Visual Geometry Group (Simonyan and Zisserman, 2014), plain and batch-normalised.</summary>
/// <param name="Name">The name.</param>
/// <param name="Convolutions">The number of convolutions before each of the five pools.</param>
/// <param name="BatchNormalized">Whether batch normalisation follows each convolution.</param>
internal sealed record Vgg(string Name, int[] Convolutions, bool BatchNormalized) : IArchitecture
{
    /// <summary>On small images, pools among this many first modules drop out.</summary>
    private const int ModulesWithoutPools = 10;

    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new Vgg("vgg11", [1, 1, 2, 2, 2], BatchNormalized: false),
        new Vgg("vgg11_bn", [1, 1, 2, 2, 2], BatchNormalized: true),
        new Vgg("vgg13", [2, 2, 2, 2, 2], BatchNormalized: false),
        new Vgg("vgg13_bn", [2, 2, 2, 2, 2], BatchNormalized: true),
        new Vgg("vgg16", [2, 2, 3, 3, 3], BatchNormalized: false),
        new Vgg("vgg16_bn", [2, 2, 3, 3, 3], BatchNormalized: true),
        new Vgg("vgg19", [2, 2, 4, 4, 4], BatchNormalized: false),
        new Vgg("vgg19_bn", [2, 2, 4, 4, 4], BatchNormalized: true),
    ];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingNormal(Fan.Out));
        network.Initialize<Conv2d>("bias", Initializer.Zeros);
        network.Initialize<Linear>("weight", Initializer.Normal(0.01));
        network.Initialize<Linear>("bias", Initializer.Zeros);

        Signal x = Features(network.Input, options.HasSmallImages).AdaptiveAvgPool2d(7, "avgpool").Flatten()
            .Linear("classifier.0", 4096).Relu().Dropout()
            .Linear("classifier.3", 4096).Relu().Dropout();
        return network.Build(x.Linear("classifier.6", options.ClassCount));
    }

    private Signal Features(Signal x, bool smallImages)
    {
        int module = 0;
        for (int stage = 0; stage < Convolutions.Length; stage++)
        {
            for (int i = 0; i < Convolutions[stage]; i++)
            {
                x = x.Conv2d($"features.{module++}", Widths[stage], kernel: 3, padding: 1);
                x = BatchNormalized ? x.BatchNorm2d($"features.{module++}") : x;
                x = x.Relu();
                module++;
            }

            if (!smallImages || module >= ModulesWithoutPools)
            {
                x = x.MaxPool2d(2, name: $"features.{module}");
            }

            module++;
        }

        return x;
    }
}
