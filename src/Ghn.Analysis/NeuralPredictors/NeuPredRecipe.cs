using Ghn.Training.Optimization;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>
/// How a NeuPred is trained; its authors' way unless given: 300 epochs of Adam in batches of 10, the rate falling by epoch.
/// </summary>
public sealed record NeuPredRecipe : OptimizationRecipe
{
    /// <summary>Creates the authors' recipe.</summary>
    public NeuPredRecipe()
    {
        Optimizer = OptimizerKind.Adam;
        LearningRate = 1e-4;
        WeightDecay = 1e-3;
        BatchSize = 10;
    }

    /// <summary>How many times the networks are seen.</summary>
    public int Epochs { get; init; } = 300;

    /// <summary>The share of features that a step drops.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool IsShuffled { get; init; } = true;

    /// <inheritdoc/>
    public override int StepCount(int epochSteps) => Epochs * epochSteps;
}
