using System.CommandLine;
using Ghn.Cli.Networks;
using Ghn.Cli.Shell;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Tensors;

namespace Ghn.Cli.Options;

/// <summary>
/// The option that says whether GoogLeNet and Inception v3 transform their input as torchvision's published weights want it.
/// </summary>
internal sealed class InputTransformOption
{
    private const string On = "on";
    private const string Off = "off";

    private readonly Option<string?> _choice = ChoiceOption.Create(
        "--transform-input",
        "Whether googlenet and inception_v3 turn ImageNet's normalisation into channels from -1 to 1 first, as torchvision's published "
        + "weights want it; off unless given, or on where weights of that kind are given.",
        On, Off);

    /// <summary>The option as a command declares it.</summary>
    public Option Declaration => _choice;

    /// <summary>Whether it was asked for.</summary>
    public bool IsOn(ParseResult request) => request.GetValue(_choice) == On;

    /// <summary>What was typed.</summary>
    public string Text(ParseResult request) => request.GetValue(_choice) ?? string.Empty;

    /// <summary>
    /// Given weights as a network has them, and the network that they want, unless the request says which it is; a difference is told.
    /// </summary>
    public (LoadedNetwork Network, StateDict Weights) Fit(
        Terminal terminal, ParseResult request, LoadedNetwork loaded, StateDict weights, string path)
    {
        Network network = loaded.Network;
        Network fitted = request.GetValue(_choice) is null ? InputTransform.Fit(network, weights) : network;
        if (fitted != network)
        {
            terminal.Warn(
                $"{path}: weights of the kind that torchvision publishes for {network.Name}, so images are transformed first "
                + $"({InputTransform.Name}); --transform-input {Off} leaves them as they are.");
        }

        return fitted == network ? loaded.Take(weights, path) : (new LoadedNetwork(fitted), weights);
    }
}
