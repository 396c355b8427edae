using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Tensors;

namespace Ghn.Cli.Options;

/// <summary>The argument that names a network, with the options that vary it.</summary>
internal sealed class NetworkArgument
{
    private readonly Argument<string[]> _name = NetworkNames.One();
    private readonly NetworkVariation _variation = NetworkVariation.OfArchitecture();

    /// <summary>The argument and its options as a command declares them.</summary>
    public IReadOnlyList<Symbol> Declarations => [_name, .. _variation.Declarations];

    /// <summary>Makes the network that was asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="skipsUnknown">Whether operations of a file that are not known are passed over.</param>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork Load(ParseResult request, bool skipsUnknown = false) =>
        (_variation.RequestOf(Name(request), request) with { SkipsUnknown = skipsUnknown }).Load();

    /// <inheritdoc cref="NetworkVariation.Fit"/>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _variation.Fit(terminal, request, network, weights, path);

    /// <summary>The file that the network comes from, with what it is; nothing if there is none.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) => NetworkFiles.Of(Name(request));

    private string Name(ParseResult request) => request.GetRequiredValue(_name)[0];
}
