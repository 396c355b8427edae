using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;

namespace Ghn.Cli.Options;

/// <summary>The argument that names networks for a GHN to look at, alone or by sets, with the options that vary them.</summary>
internal sealed class GhnNetworksArgument
{
    private readonly Argument<string[]> _names = NetworkNames.Several();
    private readonly NetworkVariation _variation = NetworkVariation.OfGhn();

    /// <summary>The argument and its options as a command declares them.</summary>
    public IReadOnlyList<Symbol> Declarations => [_names, .. _variation.Declarations];

    /// <summary>Finds all networks that the names stand for, with as many classes as the GHN knows unless the request says it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ghn">The GHN.</param>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public NetworkSet LoadSet(ParseResult request, HyperNetwork ghn)
    {
        RequestedShape shape = _variation.Requested(request);
        int classCount = shape.ClassCount ?? ghn.Configuration.ClassCount;
        int? side = ImageSize.SideOf(shape.ImageSize, "a set of networks") ?? ghn.TrainingImageSize;
        return new NetworkSet(
            request.GetRequiredValue(_names),
            name => (_variation.RequestOf(name, request) with { DefaultClassCount = classCount }).Load().Network,
            classCount,
            side ?? NetworkRequest.UnspecifiedImageSize);
    }

    /// <summary>The files that networks come from, each with what it is.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) =>
        request.GetRequiredValue(_names).SelectMany(NetworkFiles.Of);
}
