using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks.Layers;
using Ghn.Training.Data;
using Ghn.Training.FineTuning;

namespace Ghn.Cli.Options;

/// <summary>The argument that names a network that fits a data set, with the options that vary it.</summary>
internal sealed class DataNetworkArgument
{
    private readonly Argument<string[]> _name = NetworkNames.One();
    private readonly NetworkVariation _variation = NetworkVariation.OfData();

    /// <summary>The argument and its options as a command declares them.</summary>
    public IReadOnlyList<Symbol> Declarations => [_name, .. _variation.Declarations];

    /// <summary>Makes the network that was asked for, such that it fits a data set where the request leaves something open.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <param name="imageSize">The height and width of the images, unless the request says it; null for the data set's.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public LoadedNetwork Load(ParseResult request, IImageDataset images, int? imageSize) =>
        _variation.RequestOf(Name(request), request, images, imageSize).Load();

    /// <summary>Makes the network that was asked for, without a data set.</summary>
    /// <param name="request">The request.</param>
    /// <param name="imageSize">The height and width of the images, unless the request says it; null for what it was designed for.</param>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork Load(ParseResult request, Size2d? imageSize) =>
        (_variation.RequestOf(Name(request), request) with { DefaultImageSize = imageSize }).Load();

    /// <summary>A recipe without sizes of images of its own, if the request names one.</summary>
    public Recipe Sized(ParseResult request, Recipe recipe) =>
        _variation.Requested(request).ImageSize is null ? recipe : recipe with { ImageSize = null, ImageSizes = [] };

    /// <summary>The file that the network comes from, with what it is; nothing if there is none.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) => NetworkFiles.Of(Name(request));

    private string Name(ParseResult request) => request.GetRequiredValue(_name)[0];
}
