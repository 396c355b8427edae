using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Evaluations;

namespace Ghn.Training.Tests;

public class EvaluatorTests
{
    private static readonly WaveImages Waves = new();

    [Fact]
    public void Progress_tells_of_the_images_so_far_and_ends_with_the_result()
    {
        using Model model = SmallModel();
        var told = new List<Evaluation>();
        Evaluation result = Evaluator.Evaluate(model, Waves, new EvaluationOptions { Progress = told.Add });
        Assert.Equal([6, 12, 18, 24], told.Select(evaluation => evaluation.Count));
        Assert.Equal(result, told[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_model_stays_as_it_is(bool usesBatchStatistics)
    {
        using Model model = SmallModel();
        float[] before = Values(model);
        Evaluator.Evaluate(model, Waves, new EvaluationOptions { UsesBatchStatistics = usesBatchStatistics });
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void Cancellation_ends_the_work_between_batches()
    {
        using Model model = SmallModel();
        using var source = new CancellationTokenSource();
        int batches = 0;
        var options = new EvaluationOptions
        {
            Progress = _ =>
            {
                batches++;
                source.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => Evaluator.Evaluate(model, Waves, options, source.Token));
        Assert.Equal(1, batches);
    }

    [Fact]
    public void An_ensemble_of_one_network_twice_is_that_network()
    {
        using Model model = SmallModel();
        using var ensemble = new Ensemble();
        Assert.Throws<InvalidOperationException>(ensemble.Evaluate);
        var options = new EvaluationOptions { Ensemble = ensemble };
        Evaluation alone = Evaluator.Evaluate(model, Waves, options);
        Assert.Equal(alone, ensemble.Evaluate());
        Evaluator.Evaluate(model, Waves, options);
        Assert.Equal(alone, ensemble.Evaluate());
    }

    [Fact]
    public void Networks_of_an_ensemble_agree_about_the_classes()
    {
        using Model five = SmallModel();
        using Model six = SmallModel(classCount: 6);
        using var ensemble = new Ensemble();
        var options = new EvaluationOptions { Ensemble = ensemble };
        Evaluator.Evaluate(five, Waves, options);
        InvalidRequestException error = Assert.Throws<InvalidRequestException>(() => Evaluator.Evaluate(six, Waves, options));
        Assert.Contains("into the same classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimated_statistics_are_the_plain_average_over_the_batches()
    {
        var builder = new NetworkBuilder("norm", [3, 6, 6]);
        Network network = builder.Build(builder.Input.BatchNorm2d("bn").AdaptiveAvgPool2d(1).Flatten());
        using StateDict weights = network.Initialize();
        using var model = new Model(network, weights);
        Assert.True(BatchNormStatistics.AreIn(network));
        Assert.False(BatchNormStatistics.AreGatheredIn(model.State));

        int told = 0;
        BatchNormStatistics.Reestimate(model, Waves, batchCount: 3, () => told++);
        Assert.Equal(3, told);
        Assert.True(BatchNormStatistics.AreGatheredIn(model.State));
        for (int channel = 0; channel < 3; channel++)
        {
            (double mean, double variance) = AverageOverBatches(channel, 3);
            Assert.Equal(mean, model.State["bn.running_mean"].Values[channel], 1e-6);
            Assert.Equal(variance, model.State["bn.running_var"].Values[channel], 1e-6);
        }

        float[] once = Values(model);
        BatchNormStatistics.Reestimate(model, Waves, batchCount: 3);
        Assert.Equal(once, Values(model));
    }

    [Fact]
    public void Networks_without_batch_normalisation_have_no_statistics() =>
        Assert.False(BatchNormStatistics.AreIn(Zoo.Create("alexnet")));

    private static Model SmallModel(int classCount = 5)
    {
        var builder = new NetworkBuilder("small", [3, 6, 6]);
        Signal features = builder.Input.Conv2d("conv", 8, 3).BatchNorm2d("bn").Relu();
        Network network = builder.Build(features.AdaptiveAvgPool2d(1).Flatten().Linear("fc", classCount));
        return new Model(network, HashedValues.StateOf(network, gain: 2));
    }

    private static float[] Values(Model model) =>
        [.. model.State.Where(entry => entry.Value.ElementType == ElementType.Float32).SelectMany(entry => entry.Value.Values.ToArray())];

    private static (double Mean, double Variance) AverageOverBatches(int channel, int batchCount)
    {
        double mean = 0;
        double variance = 0;
        foreach (ImageBatch batch in Waves.Batches(epoch: 0).Take(batchCount))
        {
            double[] values = [.. Enumerable.Range(0, batch.Count).SelectMany(sample => batch.Images.Slice(sample, 1).Reshape([3, 36])
                .Values.Slice(channel * 36, 36).ToArray().Select(value => (double)value))];
            double average = values.Average();
            mean += average / batchCount;
            variance += values.Sum(value => (value - average) * (value - average)) / (values.Length - 1) / batchCount;
        }

        return (mean, variance);
    }
}
