using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Tensors;

namespace Ghn.Cli.Options;

/// <summary>The option that names a network where one is not always needed, with the options that vary it.</summary>
internal sealed class NetworkOption
{
    private readonly Option<string?> _name = new("--network")
    {
        HelpName = "network",
        Description = "The architecture that the weights are of, named as for 'ghn run'.",
    };

    private readonly NetworkVariation _variation = NetworkVariation.OfArchitecture();

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_name, .. _variation.Declarations];

    /// <summary>Makes the network that was asked for; null if none was.</summary>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork? Load(ParseResult request) =>
        request.GetValue(_name) is { } name ? _variation.RequestOf(name, request).Load() : null;

    /// <inheritdoc cref="NetworkVariation.Fit"/>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _variation.Fit(terminal, request, network, weights, path);

    /// <summary>The file that the network comes from, with what it is; nothing if there is none.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) =>
        request.GetValue(_name) is { } name ? NetworkFiles.Of(name) : [];
}
