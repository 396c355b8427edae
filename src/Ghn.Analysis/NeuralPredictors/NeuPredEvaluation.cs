using Ghn.Analysis.Properties;
using Ghn.Analysis.Statistics;
using Ghn.Training.Engine;

namespace Ghn.Analysis.NeuralPredictors;

/// <summary>
/// Trains NeuPreds on properties, one for each of five seeds, and scores them by Kendall's τ. Targets are brought to mean 0 and deviation 1
/// of the training networks, and predictions back; they are not rounded.
/// </summary>
public static class NeuPredEvaluation
{
    /// <summary>How many seeds.</summary>
    public const int SeedCount = 5;

    /// <summary>Trains and scores.</summary>
    /// <param name="training">The networks to train on.</param>
    /// <param name="test">Those to judge by.</param>
    /// <param name="recipe">How; as its authors unless given.</param>
    /// <param name="progress">Told after each step of each training.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Ghn.Tensors.InvalidRequestException">There are too few networks for a batch.</exception>
    /// <exception cref="Ghn.Training.Runs.TrainingDivergedException">A loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PropertyScore Evaluate(
        PropertySamples<PredictorGraph> training, PropertySamples<PredictorGraph> test, NeuPredRecipe? recipe = null,
        Action? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        double mean = training.Values.Average();
        double deviation = Math.Sqrt(training.Values.Average(value => (value - mean) * (value - mean)));
        double[] targets = [.. training.Values.Select(value => (value - mean) / deviation)];
        var scores = new List<SeedScore>();
        for (int seed = 0; seed < SeedCount; seed++)
        {
            using var model = new NeuPred(new NeuPredSizes(), (ulong)seed);
            using var trainer = new NeuPredTrainer(model, training.Inputs, targets, recipe ?? new NeuPredRecipe(), (ulong)seed);
            trainer.Run(trainer.StepCount, _ => progress?.Invoke(), cancellation);
            double[] predictions = [.. test.Inputs.Select(graph => mean + (deviation * model.Predict(graph)))];
            scores.Add(new SeedScore(seed, null, predictions, KendallTau.Of([.. test.Values], predictions)));
        }

        return new PropertyScore(test.Property, test.Values, scores);
    }
}
