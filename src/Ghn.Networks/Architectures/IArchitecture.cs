namespace Ghn.Networks.Architectures;

/// <summary>An architecture of the zoo.</summary>
public interface IArchitecture
{
    /// <summary>The name, as torchvision gives it.</summary>
    string Name { get; }

    /// <summary>The height and width of the images that it was designed for.</summary>
    int ImageSize => 224;

    /// <summary>
    /// Whether the first layers change for images as small as CIFAR's; results of an architecture that does not adapt may be poor.
    /// </summary>
    bool AdaptsToSmallImages => true;

    /// <summary>Writes the network.</summary>
    Network Build(ZooOptions options);
}
