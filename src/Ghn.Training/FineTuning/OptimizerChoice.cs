using Ghn.Training.Optimization;

namespace Ghn.Training.FineTuning;

/// <summary>An optimiser among those that a recipe chooses from.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="LearningRates">The learning rates to try with it, at least one.</param>
public sealed record OptimizerChoice(OptimizerKind Kind, IReadOnlyList<double> LearningRates);
