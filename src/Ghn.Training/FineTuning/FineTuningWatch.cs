namespace Ghn.Training.FineTuning;

/// <summary>Follows a training: calls what trains, with what is to be told of each step.</summary>
/// <param name="title">Which training it is: <c>seed 2 of 3</c>.</param>
/// <param name="stepsDone">How many steps an earlier run has done.</param>
/// <param name="stepCount">How many steps there are in all.</param>
/// <param name="train">Trains to the end; to be called once.</param>
public delegate void FineTuningWatch(string title, int stepsDone, int stepCount, Action<Action<TrainingStep>> train);
