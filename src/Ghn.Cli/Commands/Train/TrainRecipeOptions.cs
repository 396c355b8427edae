using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.HyperNetworks.Configuration;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Optimization;

namespace Ghn.Cli.Commands.Train;

/// <summary>The options that say how a GHN is trained: as in its paper, but for what they change.</summary>
internal sealed class TrainRecipeOptions
{
    private readonly Option<string?> _recipe = ChoiceOption.Create(
        "--recipe", "A recipe of the papers, which the options below change; that of the GHN unless given.",
        [.. HyperNetworkRecipes.All.Keys]);

    private readonly Option<int?> _epochs = NumberOption.Create("--epochs", "How many times the training images are seen.", 1, 1_000_000);
    private readonly Option<int?> _metaBatch = NumberOption.Create("--meta-batch", "How many networks make a step.", 1, 4096);
    private readonly Option<double?> _learningRate = NumberListOption.CreateSingle(
        "--lr", "The learning rate.", OptimizationOptions.MinPositive, OptimizationOptions.Max);

    private readonly Option<string?> _schedule = ChoiceOption.Create(
        "--schedule",
        "How the learning rate changes: not at all, by tenths (GHN-2; late: on ImageNet), along a cosine from epoch to epoch (GHN-3), or "
            + "from step to step.",
        [.. TrainingSchedule.OfHyperNetworks.Select(schedule => schedule.Word)]);

    private readonly Option<double?> _weightDecay = NumberListOption.CreateSingle("--wd", "The weight decay.", 0, OptimizationOptions.Max);

    private readonly Option<double?> _regularization = NumberListOption.CreateSingle(
        "--gamma", "How much the norms of predicted parameters count in the loss.", 0, OptimizationOptions.Max);

    private readonly OptimizationOptions _optimization = new();

    /// <summary>The options as a command declares them.</summary>
    public IReadOnlyList<Option> Declarations =>
    [
        _recipe, _epochs, _metaBatch, _optimization.BatchDeclaration, _learningRate, _schedule, _weightDecay, _regularization,
        .. _optimization.Declarations,
    ];

    /// <summary>Whether images are cropped and flipped at random.</summary>
    public bool Augments(ParseResult request) => _optimization.Augments(request);

    /// <summary>The recipe that was asked for.</summary>
    public HyperNetworkRecipe Recipe(ParseResult request, HyperNetworkConfiguration ghn)
    {
        HyperNetworkRecipe recipe = request.GetValue(_recipe) is string name ? HyperNetworkRecipes.All[name] : HyperNetworkRecipes.For(ghn);
        return recipe with
        {
            Epochs = request.GetValue(_epochs) ?? recipe.Epochs,
            MetaBatch = request.GetValue(_metaBatch) ?? recipe.MetaBatch,
            BatchSize = _optimization.BatchSize(request) ?? recipe.BatchSize,
            LearningRate = request.GetValue(_learningRate) ?? recipe.LearningRate,
            Schedule = TrainingSchedule.OfHyperNetworks.FirstOrDefault(schedule => schedule.Word == request.GetValue(_schedule))
                ?? recipe.Schedule,
            WeightDecay = request.GetValue(_weightDecay) ?? recipe.WeightDecay,
            Regularization = request.GetValue(_regularization) ?? recipe.Regularization,
            LabelSmoothing = _optimization.LabelSmoothing(request) ?? recipe.LabelSmoothing,
            MaxGradientNorm = _optimization.MaxGradientNorm(request) ?? recipe.MaxGradientNorm,
        };
    }
}
