using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks.Architectures;
using Ghn.Networks.Layers;
using Ghn.Onnx;
using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Cli.Options;

/// <summary>The options that vary a network: its number of classes, the size of its images, and what it does to them first.</summary>
internal sealed class NetworkVariation
{
    private readonly Option<int?> _classes;
    private readonly Option<Size2d?> _imageSize;
    private readonly InputTransformOption _inputTransform = new();

    private NetworkVariation(string classes, string imageSize)
    {
        _classes = NumberOption.Create("--classes", classes, min: 1, max: 1_000_000);
        _imageSize = ImageSizeOption.Create(imageSize);
    }

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_classes, _imageSize, _inputTransform.Declaration];

    /// <summary>Describes the options of a network that the architecture decides on where they are left out.</summary>
    public static NetworkVariation OfArchitecture() => new(
        $"The number of classes ({NetworkRequest.UnspecifiedClassCount} unless given).",
        "The height and width of the images; what the architecture was designed for unless given.");

    /// <summary>Describes the options of a network that a data set decides on where they are left out.</summary>
    public static NetworkVariation OfData() => new(
        "The number of classes; the data's unless given.",
        "The height and width of the images; the data's unless given, or what the architecture was designed for where images differ.");

    /// <summary>Describes the options of networks that a GHN decides on where they are left out.</summary>
    public static NetworkVariation OfGhn() => new(
        "The number of classes; the GHN's unless given.",
        "The height and width of the images; what the architecture was designed for unless given, or the GHN's for networks of cells.");

    /// <summary>A network, varied as the request says.</summary>
    public NetworkRequest RequestOf(string name, ParseResult request) => new(name, Requested(request))
    {
        TransformsInput = _inputTransform.IsOn(request),
    };

    /// <summary>A network, varied as the request says, such that it fits a data set where the request leaves something open.</summary>
    /// <param name="name">The network's name, or its file.</param>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <param name="imageSize">The height and width of the images, unless the request says it; null for the data set's.</param>
    /// <exception cref="RequestException">The data set has more classes than the request says.</exception>
    public NetworkRequest RequestOf(string name, ParseResult request, IImageDataset images, int? imageSize = null) =>
        RequestOf(name, request) with
        {
            DefaultClassCount = ClassCount(request, images),
            DefaultImageSize = imageSize ?? images.Info.Side,
        };

    /// <summary>What the request says of the network's shape.</summary>
    public RequestedShape Requested(ParseResult request) => new(request.GetValue(_classes), request.GetValue(_imageSize));

    /// <summary>The number of classes that the request says, or a data set.</summary>
    /// <exception cref="RequestException">The data set has more classes than the request says.</exception>
    public int ClassCount(ParseResult request, IImageDataset images)
    {
        int classCount = request.GetValue(_classes) ?? images.ClassNames.Count;
        return classCount >= images.ClassNames.Count
            ? classCount
            : throw new RequestException($"{images.Name} has {images.ClassNames.Count} classes, more than --classes {classCount}.");
    }

    /// <summary>
    /// Given weights as a network has them, and the network that they want, where the request leaves that open; see
    /// <see cref="InputTransform"/> and <see cref="OnnxModel.WithWeights"/>.
    /// </summary>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _inputTransform.Fit(terminal, request, network, weights, path);

    /// <summary>What was typed, for a run's manifest.</summary>
    public IEnumerable<(string Key, string? Value)> Describe(ParseResult request) =>
    [
        ("classes", $"{request.GetValue(_classes)}"),
        ("image_size", request.GetValue(_imageSize) is { } size ? ImageSize.Text(size) : string.Empty),
        .. _inputTransform.Text(request) is { Length: > 0 } choice ? [("transform_input", choice)] : Array.Empty<(string, string?)>(),
    ];
}
