namespace Ghn.Networks;

/// <summary>An architecture of the zoo.</summary>
public interface IArchitecture
{
    /// <summary>The name, as torchvision gives it.</summary>
    string Name { get; }

    /// <summary>The height and width of the images that it was designed for.</summary>
    int ImageSize => 224;

    /// <summary>Writes the network.</summary>
    Network Build(ZooOptions options);
}
