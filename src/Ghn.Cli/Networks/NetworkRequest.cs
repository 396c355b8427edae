using Ghn.Cli.Files;
using Ghn.Cli.Shell;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.Layers;

namespace Ghn.Cli.Networks;

/// <summary>A network that a request names, and what holds where the request leaves something open.</summary>
/// <param name="Name">Its name, or its file.</param>
/// <param name="Requested">What the request says of its shape.</param>
internal sealed record NetworkRequest(string Name, RequestedShape Requested)
{
    /// <summary>How many classes a network has unless anything else is known.</summary>
    public const int UnspecifiedClassCount = 1000;

    /// <summary>The height and width of the images of architectures that fit any, unless anything else is known.</summary>
    public const int UnspecifiedImageSize = 224;

    /// <summary>The number of classes, where the request does not say it.</summary>
    public int DefaultClassCount { get; init; } = UnspecifiedClassCount;

    /// <summary>
    /// The height and width of the images, where the request does not say it; null for what the architecture was designed for.
    /// </summary>
    public Size2d? DefaultImageSize { get; init; }

    /// <summary>Whether operations of a file that are not known are passed over.</summary>
    public bool SkipsUnknown { get; init; }

    /// <summary>Whether the input is transformed as torchvision's published weights want it.</summary>
    public bool TransformsInput { get; init; }

    private Size2d? ImageSizeOrDefault => Requested.ImageSize ?? DefaultImageSize;

    /// <summary>Makes the network, or reads it.</summary>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork Load()
    {
        if (TransformsInput && !InputTransform.IsOptionOf(Name))
        {
            throw new RequestException($"{Name} takes images as they are: --transform-input is for googlenet and inception_v3.");
        }

        if (Path.GetExtension(Name) == WeightsFile.NetworkExtension)
        {
            return LoadedNetwork.Load(Name, ImageSizeOrDefault, Requested, SkipsUnknown);
        }

        int? side = ImageSize.SideOf(ImageSizeOrDefault, Name);
        int classCount = Requested.ClassCount ?? DefaultClassCount;
        return new LoadedNetwork(Architecture(side) is { } architecture
            ? architecture.ToNetwork(classCount, side ?? UnspecifiedImageSize, name: Name)
            : Zoo.Create(Name, classCount, side, TransformsInput));
    }

    /// <summary>The network of cells that the name stands for; null if it is a name of the zoo.</summary>
    private DeepNet? Architecture(int? imageSize)
    {
        if (DeepNetsReference.Recognizes(Name))
        {
            return DeepNetsReference.Find(Name, imageSize ?? UnspecifiedImageSize);
        }

        string extension = Path.GetExtension(Name);
        if (extension == ".json")
        {
            return File.Exists(Name) ? DeepNetJson.Read(Name) : throw new RequestException($"{Name} does not exist.");
        }

        return Name.Contains('/', StringComparison.Ordinal)
            ? throw new RequestException(
                $"{Name} is no network: name an architecture from 'ghn archs', or a file ending in .onnx or .json.")
            : null;
    }
}
