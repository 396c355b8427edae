using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Onnx.Building;
using Ghn.Tensors;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;

namespace Ghn.Cli.Commands.Finetune;

/// <summary>The option that says how weights start, with the one that names the GHN for it.</summary>
internal sealed class InitializationOption
{
    private const string Predicted = "ghn";
    private const string PredictedOrthogonal = "ghn-orth";

    private static readonly Initialization[] Own = [Initialization.Random, Initialization.Orthogonal, Initialization.Fixup];

    private readonly GhnOption _ghn = new();
    private readonly KeyOption _key = new();

    private readonly Option<string> _start = new("--init")
    {
        HelpName = string.Join('|', Names),
        Description = "How the weights start: predicted by the GHN, without or with post-processing; at random; or those of a file.",
        Required = true,
    };

    /// <summary>The names of starts, and what a file is called among them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Predicted, PredictedOrthogonal, .. Own.Select(start => start.Name), "FILE"];

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations => [_start, _key, _ghn];

    /// <summary>The name or the file that was given.</summary>
    public string Name(ParseResult request) => request.GetRequiredValue(_start);

    /// <summary>The GHN that the start needs; null if it needs none.</summary>
    /// <exception cref="RequestException">It needs one, but none is there.</exception>
    public string? GhnFile(ParseResult request) => NeedsGhn(Name(request)) ? _ghn.File(request) : null;

    /// <summary>
    /// A recipe as it makes sense for the start: predicted weights may have learning rates of their own, and only GHN-orth has noise and
    /// layers to choose.
    /// </summary>
    public Recipe Searches(ParseResult request, Recipe recipe)
    {
        IReadOnlyList<double> rates = NeedsGhn(Name(request)) && recipe.PredictedLearningRates.Count > 0
            ? recipe.PredictedLearningRates
            : recipe.LearningRates;
        recipe = recipe with { LearningRates = rates, PredictedLearningRates = [] };
        return Name(request) == PredictedOrthogonal ? recipe : recipe with { Betas = [], FromLayers = [] };
    }

    /// <summary>The start that was asked for, for each point of a grid.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ghn">The GHN, if it needs one.</param>
    /// <param name="networkOf">The network of a point, which is asked for only once a start is made.</param>
    /// <exception cref="RequestException">There is neither such a start nor such a file.</exception>
    public Func<Recipe, Initialization> StartOf(ParseResult request, HyperNetwork? ghn, Func<Recipe, LoadedNetwork> networkOf) =>
        StartOf(Name(request), ghn, networkOf, request.GetValue(_key));

    /// <summary>The key that was given.</summary>
    public string? Key(ParseResult request) => request.GetValue(_key);

    /// <summary>Says what a file of weights leaves out, before any training from it.</summary>
    /// <exception cref="RequestException">There is no state dict under the key.</exception>
    public static void Warn(Terminal terminal, string name, string? key, LoadedNetwork loaded)
    {
        if (!File.Exists(name) || NeedsGhn(name) || Own.Any(start => start.Name == name))
        {
            if (key is not null)
            {
                throw new RequestException("--key says where a state dict stands in a file: give that by --init.");
            }

            return;
        }

        using Checkpoint file = WeightsFile.Open(terminal, name, key);
        Network network = loaded.Network;
        StatisticsCheck.Warn(terminal, name, network, loaded.TakeAsItIs(file.Tensors, name));
        if (InputTransform.Fit(network, file.Tensors) != network)
        {
            terminal.Warn(
                $"{name}: weights of the kind that torchvision publishes for {network.Name}, which want their images transformed: "
                + "pass --transform-input on, or the network has to learn that anew.");
        }
    }

    /// <summary>Whether a name stands for a start that a GHN predicts.</summary>
    public static bool NeedsGhn(string name) => name is Predicted or PredictedOrthogonal;

    /// <summary>The start that a name stands for, for each point of a grid.</summary>
    /// <param name="name">Its name, or a file.</param>
    /// <param name="ghn">The GHN, if it needs one.</param>
    /// <param name="networkOf">The network of a point, which is asked for only once a start is made.</param>
    /// <param name="key">Where the state dict stands in the file; null where that leaves no doubt.</param>
    /// <exception cref="RequestException">There is neither such a start nor such a file.</exception>
    public static Func<Recipe, Initialization> StartOf(
        string name, HyperNetwork? ghn, Func<Recipe, LoadedNetwork> networkOf, string? key = null)
    {
        if (name == Predicted)
        {
            return recipe => Initialization.Predicted(ghn!, recipe.AddsNoise ? recipe.Beta : null, networkOf(recipe).OwnWeights);
        }

        if (name == PredictedOrthogonal)
        {
            return recipe => Initialization.PredictedOrthogonal(
                ghn!, recipe.Beta, recipe.FromLayer, networkOf(recipe).OwnWeights);
        }

        if (Own.FirstOrDefault(start => start.Name == name) is { } own)
        {
            return _ => own;
        }

        return File.Exists(name)
            ? recipe => Initialization.FromFile(name, key, weights => networkOf(recipe).TakeAsItIs(weights, name))
            : throw new RequestException($"a start is one of {string.Join('|', Names)}; there is no file {name}.");
    }
}
