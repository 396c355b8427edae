using Ghn.Tensors;
using Ghn.Tensors.Optimizers;
using Ghn.Tensors.Optimizers.Schedules;

namespace Ghn.Training.Optimization;

/// <summary>How weights are changed from step to step: what the recipes of all kinds of training have in common.</summary>
public abstract record OptimizationRecipe
{
    /// <summary>The learning rate that a warm-up starts from, as a share of the full one.</summary>
    private const double WarmUpStart = 0.01;

    /// <summary>What changes the weights.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate before the schedule changes it, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How much of the last step's direction SGD keeps.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The strength of the pull towards zero: through the gradient in SGD and Adam, by itself in AdamW.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>How the learning rate changes.</summary>
    public TrainingSchedule Schedule { get; init; } = TrainingSchedule.Cosine;

    /// <summary>For how many epochs the learning rate first rises along a line, from a hundredth.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>How many images make a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>How much of the wanted distribution is spread over all classes, from 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The greatest norm of the gradient, all parameters taken together; null for none.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>The number of steps.</summary>
    /// <param name="epochSteps">The number of batches in an epoch.</param>
    public abstract int StepCount(int epochSteps);

    /// <summary>How the learning rate changes from step to step.</summary>
    /// <param name="epochSteps">The number of batches in an epoch.</param>
    public ILearningRateSchedule ScheduleOver(int epochSteps)
    {
        int steps = StepCount(epochSteps);
        int warmUp = Math.Min((int)Math.Round(WarmUpEpochs * epochSteps), steps - 1);
        ILearningRateSchedule schedule = Schedule.Over(steps - warmUp, epochSteps);
        return warmUp > 0 ? new WarmUpSchedule(warmUp, WarmUpStart, schedule) : schedule;
    }

    /// <summary>An optimiser of some parameters.</summary>
    public Optimizer CreateOptimizer(StateDict parameters) => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(parameters, new SgdOptions(LearningRate) { Momentum = Momentum, WeightDecay = WeightDecay }),
        OptimizerKind kind => new Adam(parameters, new AdamOptions
        {
            LearningRate = LearningRate,
            WeightDecay = WeightDecay,
            DecouplesWeightDecay = kind == OptimizerKind.AdamW,
        }),
    };
}
