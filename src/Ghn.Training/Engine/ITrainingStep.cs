namespace Ghn.Training.Engine;

/// <summary>What a step of a training came to, as far as its log goes.</summary>
public interface ITrainingStep
{
    /// <summary>What a row of the log has the means of: a number for each of the meter's <see cref="TrainingMeter.Names"/>.</summary>
    IReadOnlyList<double> Values { get; }

    /// <summary>How many images, networks or other items the step took, for the pace.</summary>
    int ItemCount { get; }

    /// <summary>Whether the step changed nothing, because a value was not finite; its values do not count then.</summary>
    bool IsSkipped => false;
}
