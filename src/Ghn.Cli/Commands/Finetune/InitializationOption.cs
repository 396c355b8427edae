using System.CommandLine;
using Ghn.Cli.Files;
using Ghn.Cli.Networks;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Networks.Architectures;
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
        HelpName = string.Join('|', Words),
        Description = "How the weights start: predicted by the GHN, without or with post-processing; at random; or those of a file.",
        Required = true,
    };

    /// <summary>The words that stand for starts, and what a file is called among them.</summary>
    public static IReadOnlyList<string> Words { get; } = [Predicted, PredictedOrthogonal, .. Own.Select(start => start.Name), "FILE"];

    /// <summary>Declares the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_start);
        command.Add(_key.Declaration);
        command.Add(_ghn.Declaration);
    }

    /// <summary>The word or the file that was given.</summary>
    public string Word(ParseResult request) => request.GetRequiredValue(_start);

    /// <summary>The GHN that the start needs; null if it needs none.</summary>
    /// <exception cref="RequestException">It needs one, but none is there.</exception>
    public string? GhnFile(ParseResult request) => NeedsGhn(Word(request)) ? _ghn.File(request) : null;

    /// <summary>
    /// A recipe as it makes sense for the start: predicted weights may have learning rates of their own, and only GHN-orth has noise and
    /// layers to choose.
    /// </summary>
    public Recipe Searches(ParseResult request, Recipe recipe)
    {
        IReadOnlyList<double> rates = NeedsGhn(Word(request)) && recipe.PredictedLearningRates.Count > 0
            ? recipe.PredictedLearningRates
            : recipe.LearningRates;
        recipe = recipe with { LearningRates = rates, PredictedLearningRates = [] };
        return Word(request) == PredictedOrthogonal ? recipe : recipe with { Betas = [], FromLayers = [] };
    }

    /// <summary>The start that was asked for, for each point of a grid.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ghn">The GHN, if it needs one.</param>
    /// <param name="networkOf">The network of a point, which is asked for only once a start is made.</param>
    /// <exception cref="RequestException">There is neither such a word nor such a file.</exception>
    public Func<Recipe, Initialization> StartOf(ParseResult request, HyperNetwork? ghn, Func<Recipe, LoadedNetwork> networkOf) =>
        StartOf(Word(request), ghn, networkOf, _key.Value(request));

    /// <summary>The key that was given.</summary>
    public string? Key(ParseResult request) => _key.Value(request);

    /// <summary>Says what a file of weights leaves out, before any training from it.</summary>
    /// <exception cref="RequestException">There is no state dict under the key.</exception>
    public static void Warn(Terminal terminal, string word, string? key, LoadedNetwork loaded)
    {
        if (!File.Exists(word) || NeedsGhn(word) || Own.Any(start => start.Name == word))
        {
            if (key is not null)
            {
                throw new RequestException("--key says where a state dict stands in a file: give that by --init.");
            }

            return;
        }

        using Checkpoint file = WeightsFile.Open(terminal, word, key);
        Network network = loaded.Network;
        StatisticsCheck.Warn(terminal, word, network, loaded.TakeAsItIs(file.Tensors, word));
        if (InputTransform.Fit(network, file.Tensors) != network)
        {
            terminal.Warn(
                $"{word}: weights of the kind that torchvision publishes for {network.Name}, which want their images transformed: "
                + "pass --transform-input on, or the network has to learn that anew.");
        }
    }

    /// <summary>Whether a word stands for a start that a GHN predicts.</summary>
    public static bool NeedsGhn(string word) => word is Predicted or PredictedOrthogonal;

    /// <summary>The start that a word stands for, for each point of a grid.</summary>
    /// <param name="word">The word, or a file.</param>
    /// <param name="ghn">The GHN, if it needs one.</param>
    /// <param name="networkOf">The network of a point, which is asked for only once a start is made.</param>
    /// <param name="key">Where the state dict stands in the file; null where that leaves no doubt.</param>
    /// <exception cref="RequestException">There is neither such a word nor such a file.</exception>
    public static Func<Recipe, Initialization> StartOf(
        string word, HyperNetwork? ghn, Func<Recipe, LoadedNetwork> networkOf, string? key = null)
    {
        if (word == Predicted)
        {
            return recipe => Initialization.Predicted(ghn!, recipe.AddsNoise ? recipe.Beta : null, networkOf(recipe).OwnWeights);
        }

        if (word == PredictedOrthogonal)
        {
            return recipe => Initialization.PredictedOrthogonal(
                ghn!, recipe.Beta, recipe.FromLayer, networkOf(recipe).OwnWeights);
        }

        if (Own.FirstOrDefault(start => start.Name == word) is { } own)
        {
            return _ => own;
        }

        return File.Exists(word)
            ? recipe => Initialization.FromFile(word, key, weights => networkOf(recipe).TakeAsItIs(weights, word))
            : throw new RequestException($"a start is one of {string.Join('|', Words)}; there is no file {word}.");
    }
}
