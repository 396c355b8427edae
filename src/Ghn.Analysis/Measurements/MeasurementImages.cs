using Ghn.Networks;
using Ghn.Training.Data;

namespace Ghn.Analysis.Measurements;

/// <summary>The images that networks are measured with, as batches that suit a network.</summary>
/// <param name="Training">What networks are trained on, in an order that is drawn.</param>
/// <param name="Check">Training images, without augmentation, by which it is seen whether a network has converged.</param>
/// <param name="Test">What networks are judged by.</param>
public sealed record MeasurementImages(
    Func<Network, IBatchSource> Training, Func<Network, IBatchSource> Check, Func<Network, IBatchSource> Test);
