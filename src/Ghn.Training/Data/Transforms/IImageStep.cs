using Ghn.Networks.State;

namespace Ghn.Training.Data.Transforms;

/// <summary>One step of a transform: makes a picture of a picture.</summary>
public interface IImageStep
{
    /// <summary>Applies the step.</summary>
    /// <param name="image">A picture; it stays as it is.</param>
    /// <param name="random">What random choices are drawn from.</param>
    /// <returns>Another picture, or the same one where there is nothing to do.</returns>
    RgbImage Apply(RgbImage image, RandomSource random);
}
