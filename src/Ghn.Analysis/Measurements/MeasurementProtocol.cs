using Ghn.Training.FineTuning;

namespace Ghn.Analysis.Measurements;

/// <summary>How the properties of networks are measured: by a training that is the same for all of them.</summary>
/// <param name="Training">The recipe; its length is a number of steps.</param>
public sealed record MeasurementProtocol(Recipe Training)
{
    /// <summary>The standard deviation of the noise on pixels, where 1 is full brightness.</summary>
    public double NoiseDeviation { get; init; } = 0.08;

    /// <summary>The share of training images that is classified rightly once a network counts as converged.</summary>
    public double ConvergedAccuracy { get; init; } = 0.3;

    /// <summary>After how many steps, each time, it is looked whether a network has converged.</summary>
    public int CheckSteps { get; init; } = 5;

    /// <summary>The seed of weights, of dropout and of the noise.</summary>
    public ulong Seed { get; init; }
}
