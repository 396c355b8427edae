using Ghn.HyperNetworks;
using Ghn.Networks;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Training.Engine;
using Ghn.Training.FineTuning;
using Ghn.Training.HyperNetworks;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Runs;

/// <summary>Checkpoints with a right checksum whose facts cannot be: each is refused with the fact's name.</summary>
public sealed class CheckpointMetadataTests : IDisposable
{
    private const int Steps = 8;

    private static readonly TrainingIntervals Intervals = new()
    {
        LogSteps = 3,
        EvaluationSteps = 5,
        CheckpointTime = TimeSpan.FromHours(1),
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_facts_of_a_fine_tuning_belong_together()
    {
        Network network = FineTunerTests.Small(dropout: 0.2);
        using StateDict weights = FineTunerTests.Waves(network);
        FineTune(new WaveImages());
        long log = Length(TrainingLog.TableName);
        (string Path, object? Value, string Named)[] cases =
        [
            ("step", -1L, "step"), ("step", 15L, "step"), ("step", "8", "step"), ("step", null, "step"), ("step", 7L, "steps"),
            ("top1", 1.5, "top1"), ("best_top1", 1.25, "best_top1"), ("best_top1", -0.1, "best_top1"), ("best_step", 9L, "best_step"),
            ("log_bytes", 0L, "log_bytes"), ("log_bytes", log - 1, "log_bytes"), ("log_bytes", log + 1, "log_bytes"),
            ("log_bytes", 60L, "log_bytes"),
            ("event_bytes", 0L, "event_bytes"), ("event_bytes", 1L << 40, "event_bytes"),
            ("meter.reported_step", 9L, "reported_step"), ("meter.reported_step", 5L, "steps"), ("meter.steps", 3L, "steps"),
            ("meter.total_images", 7L, "total_images"), ("meter.images", 1L << 40, "images"),
            ("meter.total_seconds", -1.0, "total_seconds"),
            ("meter.seconds", 1e9, "seconds"), ("meter.loss_sum", "many", "loss_sum"), ("meter", null, "reported_step"),
        ];
        AssertRefused(cases, directory =>
        {
            using FineTuner tuner = Tuner(new WaveImages());
            _ = new FineTuningRun(directory, tuner, (_, _) => 0.5, Intervals);
        });

        FineTuner Tuner(WaveImages images) => new(network, weights, new Recipe { LearningRate = 0.05, Epochs = 3.5 }, images, seed: 4);

        void FineTune(WaveImages images)
        {
            using FineTuner tuner = Tuner(images);
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => new FineTuningRun(Original(), tuner, (_, _) => 0.5, Intervals).Run(
                step => Stop(step.Number, stop), stop.Token));
            using FineTuner other = Tuner(new WaveImages(shade: 1));
            var error = Assert.Throws<InvalidFileException>(() => new FineTuningRun(Original(), other, (_, _) => 0.5, Intervals));
            Assert.Contains("it is of a training on other images than waves (pixels ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_facts_of_a_ghn_s_training_belong_together()
    {
        using (TrainableHyperNetwork ghn = SmallTraining.Ghn())
        using (HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn))
        {
            new HyperNetworkRun(Original(), trainer, logSteps: 2, TimeSpan.FromHours(1)).Run(until: 3);
        }

        (string Path, object? Value, string Named)[] cases =
        [
            ("step", -1L, "step"), ("step", 10L, "step"), ("architectures", 5L, "architectures"), ("failures", 2L, "failures"),
            ("failures", -1L, "failures"), ("meter.steps", 4L, "steps"), ("meter.skipped", 3L, "skipped"),
            ("meter.networks", 0L, "networks"),
            ("meter.total_seconds", -1L, "total_seconds"), ("meter.seconds", 1e9, "seconds"), ("meter.loss", null, "loss"),
            ("log_bytes", 5L, "log_bytes"), ("event_bytes", 1L << 40, "event_bytes"), ("step", 1L, "log_bytes"),
        ];
        AssertRefused(cases, directory =>
        {
            using TrainableHyperNetwork ghn = SmallTraining.Ghn();
            using HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn);
            _ = new HyperNetworkRun(directory, trainer, logSteps: 2, TimeSpan.FromHours(1));
        });
    }

    [Fact]
    public void A_ghn_that_is_not_finite_is_saved_nowhere()
    {
        using TrainableHyperNetwork ghn = SmallTraining.Ghn();
        using HyperNetworkTrainer trainer = SmallTraining.Trainer(ghn);
        var run = new HyperNetworkRun(Original(), trainer, logSteps: 2, TimeSpan.FromHours(1));
        run.Run(until: 2);
        byte[] checkpoint = File.ReadAllBytes(Original().CheckpointPath);
        byte[] saved = File.ReadAllBytes(Original().PathOf(HyperNetworkRun.GhnName));
        ghn.Parameters.First().Value.Values[0] = float.NaN;
        var error = Assert.Throws<TrainingDivergedException>(() => run.Run(until: 2));
        Assert.Contains("keeps the last finite state", error.Message, StringComparison.Ordinal);
        Assert.Equal(checkpoint, File.ReadAllBytes(Original().CheckpointPath));
        Assert.Equal(saved, File.ReadAllBytes(Original().PathOf(HyperNetworkRun.GhnName)));
    }

    public void Dispose() => _folder.Dispose();

    private static void Stop(int step, CancellationTokenSource stop)
    {
        if (step == Steps)
        {
            stop.Cancel();
        }
    }

    private RunDirectory Original() => new(_folder.File("original"));

    private long Length(string name) => new FileInfo(Original().PathOf(name)).Length;

    /// <summary>Takes a training up with each of its facts changed in turn, without a state before to fall back on.</summary>
    private void AssertRefused((string Path, object? Value, string Named)[] cases, Action<RunDirectory> takeUp)
    {
        takeUp(Original());
        foreach ((string path, object? value, string named) in cases)
        {
            var directory = new RunDirectory(_folder.File($"{path}-{value}"));
            foreach (string log in (string[])[TrainingLog.TableName, EventFile.DefaultName])
            {
                File.Copy(Original().PathOf(log), directory.PathOf(log));
            }

            using (Checkpoint checkpoint = StateDictFile.Load(Original().CheckpointPath))
            {
                checkpoint.Tensors.Metadata.Clear();
                directory.SaveCheckpoint(checkpoint.Tensors, Changed(checkpoint.Content[RunDirectory.MetadataKey]!, path, value));
            }

            var error = Assert.Throws<InvalidFileException>(() => takeUp(directory));
            Assert.StartsWith($"{directory.CheckpointPath}, metadata, {named}: ", error.Message, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, object?> Changed(object facts, string path, object? value)
    {
        var changed = ((IReadOnlyDictionary<string, object?>)facts).ToDictionary();
        string[] names = path.Split('.', 2);
        changed[names[0]] = names.Length == 1 ? value : Changed(changed[names[0]]!, names[1], value);
        return changed;
    }
}
