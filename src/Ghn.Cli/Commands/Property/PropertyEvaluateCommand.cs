using System.CommandLine;
using Ghn.Analysis.NeuralPredictors;
using Ghn.Analysis.Properties;
using Ghn.Cli.Options;
using Ghn.Cli.Progress;
using Ghn.Cli.Shell;

namespace Ghn.Cli.Commands.Property;

/// <summary><c>ghn property evaluate</c>: how well a property can be predicted.</summary>
internal sealed class PropertyEvaluateCommand : GhnCommand
{
    private const string HelpExamples =
        """
        Examples:
          ghn property evaluate --train val.csv --test test.csv --embeddings embeddings.npz
          ghn property evaluate --train val.csv --test test.csv --property val_acc --predictor neupred --epochs 50 --json

        svr is the GHN-2 paper's: support vector regression on embeddings, its parameters chosen among 105 on five folds, for five orders of
        the training networks (seeds 0 to 3, and as they come), at least 10 networks. Predictions are rounded to whole numbers before they
        are scored, as in the reference, but those of converge_time. neupred is its baseline, which reads graphs and no embeddings: names
        are those of networks, such as test#7 or resnet18, at least 10 to train on.

        A network whose field is empty is left out. Kendall's tau is given as mean ± standard deviation over the seeds (as a population);
        where all predictions of a seed are equal, there is none.

        --json prints {"property", "predictor", "train_networks", "test_networks", "tau": {"mean", "std"}, "seeds": [{"seed", "c", "gamma",
        "epsilon", "tau"}], "networks": [{"network", "truth", "predictions": [numbers]}]}; seed is null for the order in which networks
        come, c, gamma and epsilon are null for neupred.
        """;

    private const string Svr = "svr";
    private const string Neural = "neupred";

    private readonly Option<string> _train = PropertyInputs.Table("--train", "The table of networks to learn from.");
    private readonly Option<string> _test = PropertyInputs.Table("--test", "The table of networks to judge by.");
    private readonly Option<string?> _embeddings = PropertyInputs.Embeddings(isRequired: false);
    private readonly Option<string?> _property = PropertyInputs.Property();
    private readonly Option<string> _predictor = ChoiceOption.CreateWithDefault("--predictor", "What predicts.", Svr, Neural);
    private readonly Option<int?> _epochs = NumberOption.Create(
        "--epochs", $"How many times neupred sees the networks ({new NeuPredRecipe().Epochs} unless given).", 1, 1_000_000);

    private readonly ThreadsOption _threads = new();
    private readonly JsonOption _json = new("a table");

    /// <summary>Declares the command.</summary>
    public PropertyEvaluateCommand()
        : base("evaluate", "Scores predictions of a property by Kendall's tau, over five seeds.", HelpExamples) =>
        Declare(_train, _test, _embeddings, _property, _predictor, _epochs, _threads, _json);

    /// <inheritdoc/>
    public override void Run(CommandContext context)
    {
        (Terminal terminal, ParseResult request, _) = context;
        PropertyTable train = PropertyInputs.Load(request.GetRequiredValue(_train));
        PropertyTable test = PropertyInputs.Load(request.GetRequiredValue(_test));
        string property = request.GetValue(_property) ?? train.Properties[0];
        bool isNeural = request.GetValue(_predictor) == Neural;
        PropertyReport report = isNeural
            ? EvaluateNeural(terminal, request, property, train, test)
            : EvaluateEmbeddings(terminal, request, property, train, test);
        PropertyInputs.SayLeftOut(terminal, train, request.GetRequiredValue(_train), property, report.TrainingCount);
        PropertyInputs.SayLeftOut(terminal, test, request.GetRequiredValue(_test), property, report.Networks.Count);
        foreach (string warning in report.Warnings)
        {
            terminal.Warn(warning);
        }

        _json.Print(terminal, request, report.WriteJson, report.WriteTable);
    }

    private PropertyReport EvaluateEmbeddings(
        Terminal terminal, ParseResult request, string property, PropertyTable train, PropertyTable test)
    {
        string path = request.GetValue(_embeddings)
            ?? throw new RequestException("--predictor svr predicts from embeddings: name a file of 'ghn embed' with --embeddings.");
        var embeddings = PropertyInputs.LoadEmbeddings(path);
        PropertySamples<double[]> training = train.Samples(property, embeddings), judged = test.Samples(property, embeddings);
        PropertyScore? score = null;
        terminal.EndProgress();
        terminal.Track(
            $"Predicting {property}", SvrEvaluation.SeedCount, "seeds",
            watch => score = SvrEvaluation.Evaluate(training, judged, () => watch.Advance(), terminal.Interruption));
        return new PropertyReport(Svr, training.Networks.Count, judged.Networks, score!);
    }

    private PropertyReport EvaluateNeural(
        Terminal terminal, ParseResult request, string property, PropertyTable train, PropertyTable test)
    {
        using var graphs = new NamedGraphs();
        terminal.Progress("Reading networks");
        PropertySamples<PredictorGraph> training = graphs.Samples(train, property), judged = graphs.Samples(test, property);
        var recipe = new NeuPredRecipe();
        recipe = recipe with { Epochs = request.GetValue(_epochs) ?? recipe.Epochs };
        PropertyScore? score = null;
        terminal.EndProgress();
        long steps = (long)NeuPredEvaluation.SeedCount * recipe.StepCount(training.Networks.Count / recipe.BatchSize);
        terminal.Track(
            $"Training neupred on {property}", steps, "steps",
            watch => score = NeuPredEvaluation.Evaluate(training, judged, recipe, () => watch.Advance(), terminal.Interruption));
        return new PropertyReport(Neural, training.Networks.Count, judged.Networks, score!);
    }
}
