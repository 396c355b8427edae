namespace Ghn.Networks.Architectures;

/// <summary>AlexNet in its one-column form (Krizhevsky, 2014), as torchvision defines it.</summary>
internal sealed record AlexNet(string Name) : IArchitecture
{
    /// <summary>The architectures of this family.</summary>
    public static IReadOnlyList<IArchitecture> All { get; } = [new AlexNet("alexnet")];

    /// <inheritdoc/>
    public Network Build(ZooOptions options)
    {
        var network = new NetworkBuilder(Name, options.InputShape);

        Signal x = network.Input.Conv2d("features.0", 64, kernel: 11, stride: options.HasSmallImages ? 1 : 4, padding: 2).Relu();
        if (!options.HasSmallImages)
        {
            x = x.MaxPool2d(3, stride: 2, name: "features.2");
        }

        x = x.Conv2d("features.3", 192, kernel: 5, padding: 2).Relu().MaxPool2d(3, stride: 2, name: "features.5")
            .Conv2d("features.6", 384, kernel: 3, padding: 1).Relu()
            .Conv2d("features.8", 256, kernel: 3, padding: 1).Relu()
            .Conv2d("features.10", 256, kernel: 3, padding: 1).Relu().MaxPool2d(3, stride: 2, name: "features.12");

        x = x.AdaptiveAvgPool2d(6, "avgpool").Flatten()
            .Dropout().Linear("classifier.1", 4096).Relu()
            .Dropout().Linear("classifier.4", 4096).Relu();
        return network.Build(x.Linear("classifier.6", options.ClassCount));
    }
}
