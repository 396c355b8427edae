using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.HyperNetworks.Configuration;
using Ghn.Training.HyperNetworks;

namespace Ghn.Cli.Commands.Train;

/// <summary>The options that say how a GHN is trained: as in its paper, but for what they change.</summary>
internal sealed class TrainRecipeOptions
{
    private const double Least = 1e-12;

    private static readonly Dictionary<string, HyperNetworkSchedule> Schedules = new(StringComparer.Ordinal)
    {
        ["constant"] = HyperNetworkSchedule.Constant,
        ["steps"] = HyperNetworkSchedule.Steps,
        ["late-steps"] = HyperNetworkSchedule.LateSteps,
        ["cosine"] = HyperNetworkSchedule.WarmUpCosine,
        ["step-cosine"] = HyperNetworkSchedule.StepCosine,
    };

    private readonly Option<string?> _recipe = WordOption.Create(
        "--recipe", "A recipe of the papers, which the options below change; that of the GHN unless given.",
        [.. HyperNetworkRecipes.All.Keys]);

    private readonly Option<int?> _epochs = NumberOption.Create("--epochs", "How many times the training images are seen.", 1, 1_000_000);
    private readonly Option<int?> _metaBatch = NumberOption.Create("--meta-batch", "How many networks make a step.", 1, 4096);
    private readonly Option<int?> _batch = NumberOption.Create("--batch", "How many images make a step.", 1, 1 << 20);
    private readonly Option<double?> _learningRate = NumberListOption.CreateSingle("--lr", "The learning rate.", Least, 1e6);

    private readonly Option<string?> _schedule = WordOption.Create(
        "--schedule",
        "How the learning rate changes: not at all, by tenths (GHN-2; late: on ImageNet), along a cosine from epoch to epoch (GHN-3), or "
            + "from step to step.",
        [.. Schedules.Keys]);

    private readonly Option<double?> _weightDecay = NumberListOption.CreateSingle("--wd", "The weight decay.", 0, 1e6);

    private readonly Option<double?> _regularization = NumberListOption.CreateSingle(
        "--gamma", "How much the norms of predicted parameters count in the loss.", 0, 1e6);

    private readonly Option<double?> _labelSmoothing = NumberListOption.CreateSingle(
        "--label-smoothing", "The share of the label that goes to all classes.", 0, 1);

    private readonly Option<double?> _clip = NumberListOption.CreateSingle("--clip", "The greatest norm of the gradient.", Least, 1e9);
    private readonly Option<bool> _noAugmentation = new("--no-augmentation") { Description = "Neither crop nor flip images at random." };

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations =>
    [
        _recipe, _epochs, _metaBatch, _batch, _learningRate, _schedule, _weightDecay, _regularization, _labelSmoothing, _clip,
            _noAugmentation,
    ];

    /// <summary>Whether images are cropped and flipped at random.</summary>
    public bool Augments(ParseResult request) => !request.GetValue(_noAugmentation);

    /// <summary>The recipe that was asked for.</summary>
    public HyperNetworkRecipe Recipe(ParseResult request, HyperNetworkConfiguration ghn)
    {
        HyperNetworkRecipe recipe = request.GetValue(_recipe) is string name ? HyperNetworkRecipes.All[name] : HyperNetworkRecipes.For(ghn);
        return recipe with
        {
            Epochs = request.GetValue(_epochs) ?? recipe.Epochs,
            MetaBatch = request.GetValue(_metaBatch) ?? recipe.MetaBatch,
            BatchSize = request.GetValue(_batch) ?? recipe.BatchSize,
            LearningRate = request.GetValue(_learningRate) ?? recipe.LearningRate,
            Schedule = request.GetValue(_schedule) is string schedule ? Schedules[schedule] : recipe.Schedule,
            WeightDecay = request.GetValue(_weightDecay) ?? recipe.WeightDecay,
            Regularization = request.GetValue(_regularization) ?? recipe.Regularization,
            LabelSmoothing = request.GetValue(_labelSmoothing) ?? recipe.LabelSmoothing,
            MaxGradientNorm = request.GetValue(_clip) ?? recipe.MaxGradientNorm,
        };
    }
}
