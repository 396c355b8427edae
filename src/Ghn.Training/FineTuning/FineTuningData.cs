using Ghn.Training.Data;

namespace Ghn.Training.FineTuning;

/// <summary>The images of a session of trainings.</summary>
/// <param name="Search">What the points of a grid are trained on, given the seed of the order and of the random transforms.</param>
/// <param name="HeldOut">What the points of a grid are judged by.</param>
/// <param name="Training">What the final trainings are trained on, likewise.</param>
/// <param name="Test">What the final trainings are judged by.</param>
public sealed record FineTuningData(
    Func<ulong, IBatchSource> Search, IBatchSource HeldOut, Func<ulong, IBatchSource> Training, IBatchSource Test);
