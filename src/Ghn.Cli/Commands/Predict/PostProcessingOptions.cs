using System.CommandLine;
using System.Globalization;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks.PostProcessing;
using Ghn.Networks;

namespace Ghn.Cli.Commands.Predict;

/// <summary>The options that say what happens to predicted weights.</summary>
internal sealed class PostProcessingOptions
{
    private const string None = "none";
    private const string Noise = "noise";
    private const string Orth = "orth";
    private const double DefaultBeta = 1e-5;

    private readonly Option<string> _kind = ChoiceOption.CreateWithDefault(
        "--post",
        "Prepare the weights for training (GHN-orth): noise where they repeat, and orthogonal filters after it.",
        None,
        Noise,
        Orth);

    private readonly Option<double?> _beta = new("--beta")
    {
        HelpName = "B",
        Description = "The scale of the noise (1e-5 unless given); 0 adds none.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0
                && value < float.MaxValue)
            {
                return value;
            }

            result.AddError($"--beta takes a number that is not negative, not '{text}'.");
            return null;
        },
    };

    private readonly Option<int?> _fromLayer = NumberOption.Create(
        "--from-layer", "The first layer to process, counted from 0 among those with a weight matrix (0 unless given).", 0, int.MaxValue);

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_kind, _beta, _fromLayer];

    /// <summary>Whether any of the options was given.</summary>
    public bool IsGiven(ParseResult request) =>
        request.GetRequiredValue(_kind) != None || request.GetValue(_beta) is not null || request.GetValue(_fromLayer) is not null;

    /// <summary>What was asked for; null for nothing.</summary>
    /// <exception cref="RequestException">The options contradict each other, or the network has fewer layers.</exception>
    public PostProcessingRequest? Request(ParseResult request, Network network)
    {
        string kind = request.GetRequiredValue(_kind);
        int? fromLayer = request.GetValue(_fromLayer);
        double? beta = request.GetValue(_beta);
        if (kind == None)
        {
            return beta is null && fromLayer is null
                ? null
                : throw new RequestException("--beta and --from-layer need --post noise or --post orth.");
        }

        int layers = GhnOrth.Layers(network).Count;
        return fromLayer is null || fromLayer < layers
            ? new PostProcessingRequest(kind, beta ?? DefaultBeta, fromLayer ?? 0, IsOrthogonal: kind == Orth)
            : throw new RequestException($"--from-layer {fromLayer}: {network.Name} has layers 0 to {layers - 1} to process.");
    }
}
