using Ghn.Analysis.Measurements;
using Ghn.Analysis.Properties;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Training.Data;
using Ghn.Training.Data.Loading;
using Ghn.Training.Data.Sources;
using Ghn.Training.Data.Transforms;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Analysis.Tests.Measurements;

public sealed class MeasurementTests : IDisposable
{
    private static readonly string Images = $"cifar10:{Repository.Golden("images", "cifar-10-batches-bin")}";

    private static readonly MeasurementProtocol Protocol = new(BaselineRecipes.Sgd(8) with { BatchSize = 16 })
    {
        ConvergedAccuracy = 0.05,
        CheckSteps = 3,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_is_measured_after_its_training()
    {
        MeasuredProperties measured = Meter(Protocol).Measure("a", Small(4));
        Assert.Equal(measured with { Seconds = null }, Meter(Protocol).Measure("a", Small(4)) with { Seconds = null });
        Assert.InRange(measured.Accuracy!.Value, 1, 100);
        Assert.InRange(measured.Seconds!.Value, 1e-9, 60);
        Assert.Equal(3, measured.StepsToAccuracy);
    }

    [Fact]
    public void Without_noise_the_accuracies_are_equal()
    {
        MeasuredProperties measured = Meter(Protocol with { NoiseDeviation = 0 }).Measure("a", Small(4));
        Assert.Equal(measured.Accuracy, measured.NoisyAccuracy);
    }

    [Fact]
    public void What_never_converges_has_no_time_to_it() =>
        Assert.Null(Meter(Protocol with { ConvergedAccuracy = 1 }).Measure("a", Small(4)).StepsToAccuracy);

    [Fact]
    public void A_training_that_diverges_leaves_only_the_time()
    {
        Recipe wild = Protocol.Training with { LearningRate = 1e30, MaxGradientNorm = null };
        MeasuredProperties measured = Meter(Protocol with { Training = wild }).Measure("a", Small(4));
        Assert.Equal((null, null, null), (measured.Accuracy, measured.NoisyAccuracy, measured.StepsToAccuracy));
        Assert.NotNull(measured.Seconds);
    }

    [Fact]
    public void The_noise_has_the_deviation_that_was_asked_for()
    {
        using Tensor images = Tensor.Allocate([4, 3, 32, 32]);
        images.Values.Clear();
        GaussianNoise.Add(images, 0.08, ChannelStatistics.Cifar10, seed: 0, batch: 0);
        float[] values = [.. images.Values];
        float[] red = [.. values.Chunk(1024).Where((_, plane) => plane % 3 == 0).SelectMany(plane => plane)];
        double deviation = Math.Sqrt(red.Average(value => (double)value * value)) * ChannelStatistics.Cifar10.Deviation.Red;
        Assert.InRange(deviation, 0.08 * 0.96, 0.08 * 1.04);
    }

    [Fact]
    public void Networks_that_are_done_are_not_measured_again()
    {
        var directory = new RunDirectory(_folder.File("run"));
        EvaluatedArchitecture[] members = [Member("a", 4), Member("b", 6)];
        PropertyTable first = new MeasurementRun(directory, Meter(Protocol), members[..1]).Run();
        new PropertyTable(MeasuredProperties.Columns, [("a", [12, 13, 14, null])]).Save(directory.PathOf(MeasurementRun.TableName));
        var run = new MeasurementRun(directory, Meter(Protocol), members);
        Assert.Equal((1, 1), (first.Networks.Count, run.KeptCount));
        PropertyTable both = run.Run();
        Assert.Equal(["a", "b"], both.Networks);
        Assert.Equal((12, null), (both.Value("a", PropertyNames.Accuracy), both.Value("a", PropertyNames.ConvergeTime)));
        Assert.Equal(both.Networks, PropertyTable.Load(directory.PathOf(MeasurementRun.TableName)).Networks);
    }

    [Fact]
    public void A_network_that_is_named_twice_is_refused() => Assert.Throws<InvalidRequestException>(
        () => new MeasurementRun(new RunDirectory(_folder.File("run")), Meter(Protocol), [Member("a", 4), Member("a", 4)]));

    private static EvaluatedArchitecture Member(string name, int channels) => new(name, null, () => Small(channels));

    private static Network Small(int channels)
    {
        var builder = new NetworkBuilder("small", [3, 32, 32]);
        Signal features = builder.Input.Conv2d("conv", channels, 3, stride: 4).BatchNorm2d("bn").Relu();
        return builder.Build(features.AdaptiveAvgPool2d(1).Flatten().Linear("fc", 10));
    }

    private static PropertyMeter Meter(MeasurementProtocol protocol)
    {
        var options = new DataLoaderOptions { BatchSize = protocol.Training.BatchSize, Prefetch = 0 };
        IImageDataset training = ImageDatasets.Open(Images, DataSplit.Train), test = ImageDatasets.Open(Images, DataSplit.Test);
        return new PropertyMeter(protocol, new MeasurementImages(
            _ => Batches(training, options with { IsShuffled = true }), _ => Batches(training, options), _ => Batches(test, options)));
    }

    private static DataLoader Batches(IImageDataset images, DataLoaderOptions options) =>
        new(images, StandardTransforms.For(images, 32, isTraining: false), options);
}
