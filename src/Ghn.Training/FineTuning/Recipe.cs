using Ghn.Tensors;

namespace Ghn.Training;

/// <summary>How a network is trained, apart from its data and its start; <see cref="Recipes"/> has the papers'.</summary>
public sealed record Recipe
{
    /// <summary>The learning rate that a warm-up starts from, as a share of the full one.</summary>
    private const double WarmUpStart = 0.01;

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>What changes the weights.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate before the schedule changes it, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How much of the last step's direction SGD keeps.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The strength of the pull towards zero: through the gradient in SGD and Adam, by itself in AdamW.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>How the learning rate changes.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>After how many epochs, each time, <see cref="ScheduleKind.Step"/> divides the learning rate by ten.</summary>
    public double StepEpochs { get; init; } = 30;

    /// <summary>For how many epochs the learning rate first rises along a line, from a hundredth.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>How many times the training images are seen; may be a fraction.</summary>
    public double Epochs { get; init; } = 50;

    /// <summary>How many steps are made, whatever <see cref="Epochs"/> says; null to go by epochs.</summary>
    public int? Steps { get; init; }

    /// <summary>How many images make a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>How much of the wanted distribution is spread over all classes, from 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The greatest norm of the gradient, all parameters taken together; null for none.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Whether images are cropped and flipped at random.</summary>
    public bool Augments { get; init; } = true;

    /// <summary>The scale of the noise that GHN-orth adds to predicted weights.</summary>
    public double Beta { get; init; } = 1e-5;

    /// <summary>Learning rates to choose from by held-out images; empty to take <see cref="LearningRate"/>.</summary>
    public IReadOnlyList<double> LearningRates { get; init; } = [];

    /// <summary>Weight decays to choose from by held-out images; empty to take <see cref="WeightDecay"/>.</summary>
    public IReadOnlyList<double> WeightDecays { get; init; } = [];

    /// <summary>Scales of noise to choose from by held-out images; empty to take <see cref="Beta"/>.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [];

    /// <summary>Every combination of what there is to choose from; the recipe itself where there is nothing.</summary>
    public IReadOnlyList<Recipe> Grid =>
    [
        .. from beta in OrElse(Betas, Beta)
           from weightDecay in OrElse(WeightDecays, WeightDecay)
           from learningRate in OrElse(LearningRates, LearningRate)
           select this with
           {
               LearningRate = learningRate,
               WeightDecay = weightDecay,
               Beta = beta,
               LearningRates = [],
               WeightDecays = [],
               Betas = [],
           },
    ];

    /// <summary>The number of steps.</summary>
    /// <param name="epochSteps">The number of batches in an epoch.</param>
    public int StepCount(int epochSteps) => Steps ?? Math.Max(1, (int)Math.Round(Epochs * epochSteps));

    /// <summary>How the learning rate changes from step to step.</summary>
    /// <param name="epochSteps">The number of batches in an epoch.</param>
    public ILearningRateSchedule ScheduleOver(int epochSteps)
    {
        int warmUp = Math.Min((int)Math.Round(WarmUpEpochs * epochSteps), StepCount(epochSteps) - 1);
        ILearningRateSchedule schedule = Schedule switch
        {
            ScheduleKind.Constant => new ConstantSchedule(),
            ScheduleKind.Step => new StepSchedule(Math.Max(1, (int)Math.Round(StepEpochs * epochSteps))),
            _ => new CosineSchedule(StepCount(epochSteps) - warmUp),
        };
        return warmUp > 0 ? new WarmUpSchedule(warmUp, WarmUpStart, schedule) : schedule;
    }

    /// <summary>An optimiser of some parameters.</summary>
    internal Optimizer OptimizerOf(StateDict parameters) => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(parameters, new SgdOptions(LearningRate) { Momentum = Momentum, WeightDecay = WeightDecay }),
        OptimizerKind kind => new Adam(parameters, new AdamOptions
        {
            LearningRate = LearningRate,
            WeightDecay = WeightDecay,
            DecouplesWeightDecay = kind == OptimizerKind.AdamW,
        }),
    };

    private static IReadOnlyList<double> OrElse(IReadOnlyList<double> choices, double only) => choices.Count > 0 ? choices : [only];
}

/// <summary>What changes the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Adam whose weights decay by themselves.</summary>
    AdamW,
}

/// <summary>How the learning rate changes.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>To a tenth, every so many epochs.</summary>
    Step,

    /// <summary>Half a cosine down to zero, at every step.</summary>
    Cosine,
}
