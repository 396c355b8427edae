namespace Ghn.Training;

/// <summary>The images of a session of trainings.</summary>
/// <param name="Training">What is trained on, given the seed of their order and of their random transforms.</param>
/// <param name="HeldOut">What the points of a grid are judged by.</param>
/// <param name="Test">What the final trainings are judged by.</param>
public sealed record FineTuningData(Func<ulong, IBatchSource> Training, IBatchSource HeldOut, IBatchSource Test);
