using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Files;
using Ghn.Tensors.Formats;
using Ghn.Training.Engine;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests.Engine;

/// <summary>What a kind of training gets from the engine that brings nothing but a trainer.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private const int StepCount = 40;

    private static readonly TrainingIntervals Intervals = new()
    {
        LogSteps = 6,
        EvaluationSteps = 15,
        CheckpointTime = TimeSpan.FromHours(1),
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Its_log_has_rows_at_its_intervals_and_evaluations_in_them()
    {
        using var trainer = new SlopeTrainer(StepCount);
        Run("whole", trainer);
        string[] rows = Rows("whole");
        Assert.Equal("step,error,score,skipped,way", rows[0]);
        Assert.Equal([6, 12, 15, 18, 24, 30, 36, 40], rows.Skip(1).Select(row => int.Parse(row.Split(',')[0])));
        Assert.Equal(["15", "30", "40"], rows.Skip(1).Select(row => row.Split(',')).Where(row => row[2].Length > 0).Select(row => row[0]));
        Assert.Equal(Skipped(), rows.Skip(1).Sum(row => int.Parse(row.Split(',')[3])));
        Assert.InRange(trainer.Found, 1.5, 3);
        Assert.False(File.Exists(Directory("whole").CheckpointPath));
    }

    [Fact]
    public void Interrupted_after_any_step_it_comes_to_the_same()
    {
        using var whole = new SlopeTrainer(StepCount);
        Run("whole", whole);
        for (int cut = 1; cut < StepCount; cut++)
        {
            using var stop = new CancellationTokenSource();
            using var first = new SlopeTrainer(StepCount);
            Assert.ThrowsAny<OperationCanceledException>(() => Run($"cut{cut}", first, stop, cut));
            Assert.Equal(cut, first.StepsDone);
            using var second = new SlopeTrainer(StepCount);
            Run($"cut{cut}", second);
            Assert.Equal(whole.Found, second.Found);
            Assert.Equal(Rows("whole"), Rows($"cut{cut}"));
        }
    }

    [Fact]
    public void What_is_exported_is_exported_with_each_checkpoint_and_at_the_end()
    {
        using var trainer = new SlopeTrainer(StepCount);
        var exported = new List<int>();
        var run = new TrainingRun<SlopeStep>(Directory("exported"), trainer, Intervals, export: () => exported.Add(trainer.StepsDone));
        run.Run(until: 9);
        run.Run(until: 10);
        run.SaveNow();
        Assert.Equal([9, 10], exported);
        Assert.True(File.Exists(Directory("exported").CheckpointPath));
    }

    [Fact]
    public void Numbers_of_its_own_that_cannot_be_are_refused()
    {
        using var trainer = new SlopeTrainer(StepCount);
        new TrainingRun<SlopeStep>(Directory("broken"), trainer, Intervals, export: () => { }).Run(until: 9);
        using (Checkpoint saved = StateDictFile.Load(Directory("broken").CheckpointPath))
        {
            var facts = ((IReadOnlyDictionary<string, object?>)saved.Content[RunDirectory.MetadataKey]!).ToDictionary();
            facts["way"] = -1.0;
            saved.Tensors.Metadata.Clear();
            Directory("other").SaveCheckpoint(saved.Tensors, facts);
        }

        foreach (string log in (string[])[TrainingLog.TableName, EventFile.DefaultName])
        {
            File.Copy(Directory("broken").PathOf(log), Directory("other").PathOf(log));
        }

        using var second = new SlopeTrainer(StepCount);
        var error = Assert.Throws<InvalidFileException>(
            () => new TrainingRun<SlopeStep>(Directory("other"), second, Intervals));
        Assert.Contains("metadata, way: it is -1", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int Skipped()
    {
        using var trainer = new SlopeTrainer(StepCount);
        int skipped = 0;
        trainer.Run(StepCount, step => skipped += step.IsSkipped ? 1 : 0);
        return skipped;
    }

    private void Run(string folder, SlopeTrainer trainer, CancellationTokenSource? stop = null, int cut = -1)
    {
        var score = new TrainingScore("score", _ => trainer.Found / 3);
        new TrainingRun<SlopeStep>(Directory(folder), trainer, Intervals, score).Run(
            progress: step =>
            {
                if (step.Number == cut)
                {
                    stop!.Cancel();
                }
            },
            cancellation: stop?.Token ?? default);
    }

    private RunDirectory Directory(string name) => new(_folder.File(name));

    private string[] Rows(string folder) => Directory(folder).ReadText(TrainingLog.TableName)!.TrimEnd().Split('\n');
}
