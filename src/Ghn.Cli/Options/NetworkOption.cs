using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks.Layers;
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

    private readonly Option<int?> _classes = NetworkArgument.ClassesOption(
        $"The number of classes ({NetworkArgument.DefaultClassCount} unless given).");

    private readonly Option<Size2d?> _imageSize = ImageSizeOption.Create(
        "The height and width of the images; what the architecture was designed for unless given.");

    private readonly InputTransformOption _inputTransform = new();

    /// <summary>Declares the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_classes);
        command.Add(_imageSize);
        command.Add(_inputTransform.Declaration);
    }

    /// <summary>The file that the network comes from, with what it is; nothing if there is none.</summary>
    public IEnumerable<(string Role, string File)> Files(ParseResult request) =>
        request.GetValue(_name) is { } name ? NetworkArgument.FilesOf(name) : [];

    /// <summary>Given weights as a network has them, and the network that they want; see <see cref="NetworkArgument.Fit"/>.</summary>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork network, StateDict weights, string path) =>
        _inputTransform.Fit(terminal, request, network, weights, path);

    /// <summary>Makes the network that was asked for; null if none was.</summary>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public LoadedNetwork? Network(ParseResult request)
    {
        var asked = new NetworkSizes(request.GetValue(_classes), request.GetValue(_imageSize));
        return request.GetValue(_name) is { } name
            ? NetworkArgument.Create(
                name, asked.ClassCount ?? NetworkArgument.DefaultClassCount, asked.ImageSize, asked,
                transformsInput: _inputTransform.IsOn(request))
            : null;
    }
}
