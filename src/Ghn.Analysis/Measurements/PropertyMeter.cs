using System.Diagnostics;
using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Initializations;
using Ghn.Training.Runs;

namespace Ghn.Analysis.Measurements;

/// <summary>
/// Measures the properties of a network by training it from random weights: accuracy on clean and on noisy images, seconds to classify, and
/// steps to an accuracy on training images (GHN-2, Section 5.2). Batch normalisation goes by the batch, as in <c>ghn eval</c>.
/// </summary>
/// <param name="protocol">How.</param>
/// <param name="images">With what.</param>
public sealed class PropertyMeter(MeasurementProtocol protocol, MeasurementImages images)
{
    private static readonly ExecutionMode ByBatch = ExecutionMode.Evaluation with { UsesBatchStatistics = true };

    /// <summary>Measures a network.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="network">The network.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its properties; all but the time are null where its training diverges.</returns>
    /// <exception cref="ArgumentException">The network does not take such images, or has fewer classes.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public MeasuredProperties Measure(string name, Network network, Action? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        using StateDict weights = Initialization.Random.Create(network, protocol.Seed);
        using var tuner = new FineTuner(network, weights, protocol.Training, images.Training(network), protocol.Seed);
        int? converged;
        try
        {
            converged = Train(tuner, images.Check(network), progress, cancellation);
        }
        catch (TrainingDivergedException)
        {
            return new MeasuredProperties(name, null, null, Classify(tuner.Model, 0, cancellation).Seconds, null);
        }

        (double accuracy, double seconds) = Classify(tuner.Model, 0, cancellation);
        (double noisy, _) = Classify(tuner.Model, protocol.NoiseDeviation, cancellation);
        return new MeasuredProperties(name, accuracy, noisy, seconds, converged);
    }

    /// <summary>Trains to the end, and tells after how many steps the accuracy was there.</summary>
    private int? Train(FineTuner tuner, IBatchSource check, Action? progress, CancellationToken cancellation)
    {
        int? converged = null;
        while (tuner.Step < tuner.StepCount)
        {
            int until = converged is null ? Math.Min(tuner.Step + protocol.CheckSteps, tuner.StepCount) : tuner.StepCount;
            tuner.Run(until, _ => progress?.Invoke(), cancellation);
            if (converged is null
                && Evaluator.Evaluate(tuner.Model, check, cancellation: cancellation).Top1 >= protocol.ConvergedAccuracy)
            {
                converged = tuner.Step;
            }
        }

        return converged;
    }

    /// <summary>Classifies the test images; the time is the median batch's for each, which other programs disturb least.</summary>
    private (double Accuracy, double Seconds) Classify(Model model, double noise, CancellationToken cancellation)
    {
        IBatchSource test = images.Test(model.Network);
        var score = new ClassificationScore();
        var secondsPerImage = new List<double>();
        foreach ((int index, ImageBatch next) in test.Batches(epoch: 0, cancellation: cancellation).Index())
        {
            using ImageBatch batch = next;
            cancellation.ThrowIfCancellationRequested();
            if (noise > 0)
            {
                GaussianNoise.Add(batch.Images, noise, test.Dataset.Info.Statistics, protocol.Seed, index);
            }

            long start = Stopwatch.GetTimestamp();
            using Tensor logits = model.Predict(batch.Images, ByBatch);
            secondsPerImage.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / batch.Count);
            score.Add(logits, batch.Labels);
        }

        double median = secondsPerImage.Order().ElementAt(secondsPerImage.Count / 2);
        return (100 * score.Evaluation.Top1, median * test.Dataset.Count);
    }
}
