using System.CommandLine;
using Ghn.Networks;

namespace Ghn.Cli;

/// <summary>The argument that names a network, with the options that vary it.</summary>
internal sealed class NetworkArgument
{
    private const int DefaultClassCount = 1000;
    private const string DeepNetsScheme = "deepnets:";

    private readonly Argument<string> _name = new("network")
    {
        HelpName = "network",
        Description = "The architecture: a name from 'ghn archs'.",
    };

    private readonly Option<int?> _classes = NumberOption.Create(
        "--classes", $"The number of classes ({DefaultClassCount} unless given).", min: 1, max: 1_000_000);

    private readonly Option<int?> _imageSize = NumberOption.Create(
        "--image-size", "The height and width of the images; what the architecture was designed for unless given.", min: 1, max: 16_384);

    /// <summary>Declares the argument and its options.</summary>
    public void AddTo(Command command)
    {
        _name.CompletionSources.Add(_ => Zoo.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        command.Add(_name);
        command.Add(_classes);
        command.Add(_imageSize);
    }

    /// <summary>Makes the network that was asked for.</summary>
    /// <exception cref="RequestException">There is no such network, or it cannot be varied so.</exception>
    public Network Network(ParseResult request)
    {
        string name = request.GetRequiredValue(_name);
        if (name.StartsWith(DeepNetsScheme, StringComparison.Ordinal))
        {
            throw new RequestException($"{name}: networks of DeepNets-1M are not supported yet. Name an architecture from 'ghn archs'.");
        }

        if (name.Contains('/', StringComparison.Ordinal) || Path.GetExtension(name) is ".onnx" or ".json")
        {
            throw new RequestException($"{name}: networks in files are not supported yet. Name an architecture from 'ghn archs'.");
        }

        try
        {
            return Zoo.Create(name, request.GetValue(_classes) ?? DefaultClassCount, request.GetValue(_imageSize));
        }
        catch (ArgumentException error)
        {
            throw new RequestException(RequestException.WithoutParameterName(error));
        }
    }
}
