using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks.Layers;
using Ghn.Onnx.Building;
using Ghn.Tensors;
using Ghn.Training.Data;

namespace Ghn.Cli.Options;

/// <summary>The argument that names networks that fit a data set, alone or by sets, with the options that vary them.</summary>
internal sealed class DataNetworksArgument
{
    private readonly Argument<string[]> _names = NetworkNames.Several();
    private readonly NetworkVariation _variation = NetworkVariation.OfData();

    /// <summary>The argument and its options as a command declares them.</summary>
    public IReadOnlyList<Symbol> Declarations => [_names, .. _variation.Declarations];

    /// <summary>Whether a name stands for several networks, rather than for one.</summary>
    public bool NamesSeveral(ParseResult request) => Names(request).Any(DeepNetsReference.NamesSeveral);

    /// <summary>Makes the networks, a name for each, such that they fit a data set where the request leaves something open.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public IReadOnlyList<LoadedNetwork> Load(ParseResult request, IImageDataset images) =>
        [.. Names(request).Select(name => _variation.RequestOf(name, request, images).Load())];

    /// <summary>Finds all networks that the names stand for, such that they fit a data set where the request leaves it open.</summary>
    /// <param name="request">The request.</param>
    /// <param name="images">The data set.</param>
    /// <exception cref="RequestException">There is no such network, it cannot be varied so, or it has too few classes.</exception>
    public NetworkSet LoadSet(ParseResult request, IImageDataset images)
    {
        Size2d? imageSize = _variation.Requested(request).ImageSize ?? images.Info.Side;
        return new NetworkSet(
            Names(request),
            name => _variation.RequestOf(name, request, images).Load().Network,
            _variation.ClassCount(request, images),
            ImageSize.SideOf(imageSize, "a set of networks") ?? NetworkRequest.UnspecifiedImageSize);
    }

    /// <inheritdoc cref="NetworkVariation.Fit"/>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _variation.Fit(terminal, request, network, weights, path);

    /// <summary>The files that networks come from, each with what it is.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) => Names(request).SelectMany(NetworkFiles.Of);

    /// <inheritdoc cref="NetworkVariation.Describe"/>
    public IEnumerable<(string Key, string? Value)> Describe(ParseResult request) => _variation.Describe(request);

    private string[] Names(ParseResult request) => request.GetRequiredValue(_names);
}
