using Ghn.Networks.Layers;
using Ghn.Networks.State;

namespace Ghn.Networks.Architectures;

/// <summary>SqueezeNet (Iandola et al., 2016): Fire modules squeeze channels with 1×1 convolutions and expand them again.</summary>
/// <param name="Name">The name.</param>
/// <param name="StemChannels">The channels of the first convolution.</param>
/// <param name="StemKernel">The kernel of the first convolution.</param>
/// <param name="Pools">Where in <c>features</c> the second and third max-pool sit, among the Fire modules.</param>
internal sealed record SqueezeNet(string Name, int StemChannels, int StemKernel, int[] Pools) : IArchitecture
{
    private const int FirstFire = 3;

    /// <summary>The channels that the eight Fire modules squeeze to; each expands to four times as many with either kernel.</summary>
    private static readonly int[] Squeezes = [16, 16, 32, 32, 48, 48, 64, 64];

    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } =
    [
        new SqueezeNet("squeezenet1_0", StemChannels: 96, StemKernel: 7, Pools: [6, 11]),
        new SqueezeNet("squeezenet1_1", StemChannels: 64, StemKernel: 3, Pools: [5, 8]),
    ];

    /// <inheritdoc/>
    public bool AdaptsToSmallImages => false;

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        const string Classifier = "classifier.1";
        var network = new NetworkBuilder(Name, options.InputShape);
        network.Initialize<Conv2d>("weight", Initializer.KaimingUniform(gainSquared: 2));
        network.Initialize<Conv2d>("weight", Initializer.Normal(0.01), (name, _) => name == Classifier);
        network.Initialize<Conv2d>("bias", Initializer.Zeros);

        Signal x = network.Input.Conv2d("features.0", StemChannels, StemKernel, stride: 2).Relu();
        x = Pool(x, 2);
        int module = FirstFire;
        foreach (int squeeze in Squeezes)
        {
            if (Pools.Contains(module))
            {
                x = Pool(x, module++);
            }

            x = Fire(x, $"features.{module++}", squeeze);
        }

        x = x.Dropout().Conv2d(Classifier, options.ClassCount, kernel: 1).Relu();
        return network.Build(x.AdaptiveAvgPool2d(1, "classifier.3").Flatten());
    }

    private static Signal Pool(Signal x, int module) => x.MaxPool2d(3, stride: 2, ceilingMode: true, name: $"features.{module}");

    private static Signal Fire(Signal input, string name, int squeeze)
    {
        Signal x = input.Conv2d($"{name}.squeeze", squeeze, kernel: 1).Relu();
        return SignalLayers.Concat(
        [
            x.Conv2d($"{name}.expand1x1", 4 * squeeze, kernel: 1).Relu(),
            x.Conv2d($"{name}.expand3x3", 4 * squeeze, kernel: 3, padding: 1).Relu(),
        ]);
    }
}
