namespace Ghn.Training.Runs;

/// <summary>The loss is infinite or not a number: the weights are lost, and going on is pointless.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says when it happened, and what to do.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="learningRate">The learning rate of that step.</param>
    public TrainingDivergedException(int step, double learningRate)
        : base($"the loss is not finite at step {step}, with a learning rate of {learningRate:g4}. Lower the learning rate, warm it up, "
            + "or clip the gradient.")
    {
    }

    /// <summary>Says what happened.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what happened, and what revealed it.</summary>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that it happened.</summary>
    public TrainingDivergedException()
    {
    }
}
