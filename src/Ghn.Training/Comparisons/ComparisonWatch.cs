using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;

namespace Ghn.Training.Comparisons;

/// <summary>Follows a training: calls what trains, with what is to be told of each step.</summary>
/// <param name="initialization">What it starts from.</param>
/// <param name="seed">What everything random depends on.</param>
/// <param name="stepsDone">How many steps an earlier run has done.</param>
/// <param name="train">Trains to the end; to be called once.</param>
public delegate void ComparisonWatch(Initialization initialization, ulong seed, int stepsDone, Action<Action<TrainingStep>> train);
