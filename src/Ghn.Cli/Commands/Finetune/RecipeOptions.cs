using System.CommandLine;
using Ghn.Cli.Options;
using Ghn.Cli.Shell;
using Ghn.Onnx.Building;
using Ghn.Training.FineTuning;
using Ghn.Training.Optimization;

namespace Ghn.Cli.Commands.Finetune;

/// <summary>The options that say how a network is trained: a recipe, and what to change of it.</summary>
internal sealed class RecipeOptions
{
    private static readonly string[] Names = [.. Recipes.All.Select(recipe => recipe.Name)];

    private readonly Option<string?> _recipe = ChoiceOption.Create(
        "--recipe", $"A recipe of the papers, which the options below change: {string.Join(", ", Names)}.", Names);

    private readonly Option<double[]?> _epochs = NumberListOption.Create(
        "--epochs", "How many times the training images are seen; of several, the best on held-out images.",
        OptimizationOptions.MinPositive,
        OptimizationOptions.Max);

    private readonly Option<int?> _steps = NumberOption.Create("--steps", "How many steps are made, instead of epochs.", 1, int.MaxValue);
    private readonly Option<double[]?> _learningRates = NumberListOption.Create(
        "--lr", "The learning rate; of several, the best on held-out images.", OptimizationOptions.MinPositive, OptimizationOptions.Max);

    private readonly Option<double[]?> _weightDecays = NumberListOption.Create(
        "--wd", "The weight decay; of several, the best on held-out images.", 0, OptimizationOptions.Max);

    private readonly Option<double[]?> _betas = NumberListOption.Create(
        "--beta", "The scale of ghn-orth's noise; of several, the best on held-out images.", 0, OptimizationOptions.Max);

    private readonly Option<int[]?> _fromLayers = NumberListOption.CreateAscending(
        "--from-layer", "The first layer that ghn-orth makes orthogonal, counted from 0; of several, the best on held-out images.");

    private readonly Option<string[]?> _optimizers = ChoiceOption.CreateList(
        "--optimizer", "What changes the weights; of several, the best on held-out images.", "sgd", "adam", "adamw");

    private readonly Option<double?> _momentum = NumberListOption.CreateSingle("--momentum", "SGD's momentum.", 0, 1);

    private readonly Option<string?> _schedule = ChoiceOption.Create(
        "--schedule", "How the learning rate changes.", [.. TrainingSchedule.OfNetworks.Select(schedule => schedule.Word)]);

    private readonly Option<double?> _stepEpochs = NumberListOption.CreateSingle(
        "--step-epochs", "After how many epochs, each time, the schedule 'step' divides by ten.",
        OptimizationOptions.MinPositive,
        OptimizationOptions.Max);

    private readonly Option<double?> _warmUp = NumberListOption.CreateSingle(
        "--warm-up", "For how many epochs the learning rate rises first.", 0, OptimizationOptions.Max);

    private readonly OptimizationOptions _optimization = new();

    /// <summary>Describes the options.</summary>
    public RecipeOptions() => _recipe.HelpName = "NAME";

    /// <summary>The options as a command declares them that trains as long as they say.</summary>
    public IReadOnlyList<Option> Declarations => [_recipe, _epochs, _steps, .. Others];

    /// <summary>The options as a command declares them that decides itself how long it trains.</summary>
    public IReadOnlyList<Option> DeclarationsWithoutLength => [_recipe, .. Others];

    private IReadOnlyList<Option> Others =>
    [
        _optimization.BatchDeclaration, _learningRates, _weightDecays, _betas, _fromLayers, _optimizers, _momentum, _schedule, _stepEpochs,
        _warmUp, .. _optimization.Declarations,
    ];

    /// <summary>The recipe that was asked for.</summary>
    /// <exception cref="RequestException">The options contradict each other.</exception>
    public Recipe Recipe(ParseResult request)
    {
        if (request.GetValue(_steps) is not null && request.GetValue(_epochs) is [_, ..])
        {
            throw new RequestException("--steps and --epochs say the same thing in two ways: leave one of them out.");
        }

        Recipe recipe = request.GetValue(_recipe) is string name ? Recipes.Named(name) : new Recipe();
        return WithChoices(recipe, request) with
        {
            Steps = request.GetValue(_epochs) is [_, ..] ? null : request.GetValue(_steps) ?? recipe.Steps,
            BatchSize = _optimization.BatchSize(request) ?? recipe.BatchSize,
            Momentum = request.GetValue(_momentum) ?? recipe.Momentum,
            Schedule = Schedule(recipe.Schedule, request),
            WarmUpEpochs = request.GetValue(_warmUp) ?? recipe.WarmUpEpochs,
            LabelSmoothing = _optimization.LabelSmoothing(request) ?? recipe.LabelSmoothing,
            MaxGradientNorm = _optimization.MaxGradientNorm(request) ?? recipe.MaxGradientNorm,
            Augments = _optimization.Augments(request) && recipe.Augments,
        };
    }

    private TrainingSchedule Schedule(TrainingSchedule otherwise, ParseResult request)
    {
        TrainingSchedule schedule = TrainingSchedule.OfNetworks.FirstOrDefault(one => one.Word == request.GetValue(_schedule)) ?? otherwise;
        return schedule.StepEpochs is not null && request.GetValue(_stepEpochs) is double epochs
            ? TrainingSchedule.StepEvery(epochs)
            : schedule;
    }

    private Recipe WithChoices(Recipe recipe, ParseResult request)
    {
        recipe = WithOptimizers(recipe, request);
        if (request.GetValue(_weightDecays) is [var weightDecay, ..] weightDecays)
        {
            recipe = recipe with { WeightDecay = weightDecay, WeightDecays = Choices(weightDecays) };
        }

        if (request.GetValue(_epochs) is [var length, ..] lengths)
        {
            recipe = recipe with { Epochs = length, Lengths = Choices(lengths) };
        }

        if (request.GetValue(_steps) is not null)
        {
            recipe = recipe with { Lengths = [] };
        }

        if (request.GetValue(_fromLayers) is [var layer, ..] layers)
        {
            recipe = recipe with { FromLayer = layer, FromLayers = Choices(layers) };
        }

        return request.GetValue(_betas) is [var beta, ..] betas ? recipe with { Beta = beta, Betas = Choices(betas) } : recipe;
    }

    private Recipe WithOptimizers(Recipe recipe, ParseResult request)
    {
        if (request.GetValue(_learningRates) is [var first, ..] rates)
        {
            recipe = recipe with
            {
                LearningRate = first,
                LearningRates = Choices(rates),
                PredictedLearningRates = [],
                Optimizers = [.. recipe.Optimizers.Select(choice => choice with { LearningRates = rates })],
            };
        }

        if (request.GetValue(_optimizers) is not [_, ..] names)
        {
            return recipe;
        }

        IReadOnlyList<double> defaultRates = recipe.LearningRates.Count > 0 ? recipe.LearningRates : [recipe.LearningRate];
        OptimizerChoice[] choices = [.. names.Select(name => Enum.Parse<OptimizerKind>(name, ignoreCase: true)).Select(
            kind => recipe.Optimizers.FirstOrDefault(choice => choice.Kind == kind) ?? new OptimizerChoice(kind, defaultRates))];
        return choices is [var only]
            ? recipe with
            {
                Optimizer = only.Kind,
                LearningRate = only.LearningRates[0],
                LearningRates = Choices([.. only.LearningRates]),
                Optimizers = []
            }
            : recipe with { Optimizers = choices };
    }

    /// <summary>A single value leaves nothing to choose.</summary>
    private static T[] Choices<T>(T[] values) => values.Length > 1 ? values : [];
}
