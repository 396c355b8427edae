using Ghn.Networks;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Files;
using Ghn.Training.Engine;
using Ghn.Training.Evaluations;
using Ghn.Training.FineTuning;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

public sealed class FineTuningRunTests : IDisposable
{
    private static readonly TrainingIntervals Intervals = new()
    {
        LogSteps = 3,
        EvaluationSteps = 5,
        CheckpointTime = TimeSpan.FromHours(1),
    };

    private static readonly Recipe Recipe = new() { LearningRate = 0.05, Epochs = 3.5 };

    private readonly Network _network = FineTunerTests.Small(dropout: 0.2);
    private readonly StateDict _weights;
    private readonly TemporaryFolder _folder = new();
    private readonly FineTuner _whole;
    private readonly string[] _wholeLog;

    public FineTuningRunTests()
    {
        _weights = FineTunerTests.Waves(_network);
        _whole = Tuner();
        var directory = new RunDirectory(_folder.File("whole"));
        Result = new FineTuningRun(directory, _whole, Judge, Intervals).Run();
        _wholeLog = UntimedRows(directory);
    }

    private FineTuningResult Result { get; }

    [Fact]
    public void The_log_has_a_row_for_each_report_and_the_evaluations_in_it()
    {
        Assert.Equal("step,epoch,loss,top1,learning_rate", _wholeLog[0]);
        Assert.Equal([3, 5, 6, 9, 10, 12, 14], _wholeLog.Skip(1).Select(row => int.Parse(row.Split(',')[0])));
        Assert.Equal([5, 10, 14], _wholeLog.Skip(1).Where(row => row.Split(',')[3].Length > 0).Select(row => int.Parse(row.Split(',')[0])));
        Assert.Equal($"{0.05 * (1 + Math.Cos(Math.PI * 2 / 14)) / 2:G7}", _wholeLog[1].Split(',')[4]);
        Assert.Equal((14, Judge(_whole.Model, default)), (Result.Steps, Result.Top1));
        Assert.InRange(Result.BestTop1, Result.Top1, 1);
    }

    [Fact]
    public void Interrupted_after_any_step_it_ends_with_the_same_weights_and_the_same_log()
    {
        for (int cut = 1; cut < _whole.StepCount; cut++)
        {
            var directory = new RunDirectory(_folder.File($"cut{cut}"));
            using var stop = new CancellationTokenSource();
            using FineTuner first = Tuner();
            Assert.ThrowsAny<OperationCanceledException>(() => new FineTuningRun(directory, first, Judge, Intervals).Run(
                step => StopAt(cut, step, stop), stop.Token));
            Assert.Equal(cut, first.Step);
            AssertContinues(directory);
        }
    }

    [Fact]
    public void Killed_after_any_step_it_continues_from_its_last_checkpoint()
    {
        TrainingIntervals saving = Intervals with { CheckpointTime = TimeSpan.Zero };
        for (int cut = 1; cut < _whole.StepCount; cut++)
        {
            var directory = new RunDirectory(_folder.File($"kill{cut}"));
            using FineTuner first = Tuner();
            Assert.Throws<InvalidTimeZoneException>(() => new FineTuningRun(directory, first, Judge, saving).Run(
                step => _ = step.Number == cut ? throw new InvalidTimeZoneException("It stands for a power cut.") : 0));
            AssertContinues(directory);
        }
    }

    [Fact]
    public void An_evaluation_that_was_interrupted_is_made_afterwards()
    {
        var directory = new RunDirectory(_folder.File("evaluation"));
        using FineTuner first = Tuner();
        int evaluations = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => new FineTuningRun(
            directory, first, (model, _) => ++evaluations == 2 ? throw new OperationCanceledException() : Judge(model, default),
            Intervals).Run());
        Assert.Equal(10, first.Step);
        AssertContinues(directory);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_one_clear_error()
    {
        var directory = new RunDirectory(_folder.File("other"));
        directory.SaveCheckpoint(_weights, new Dictionary<string, object?> { ["step"] = 1L });
        using FineTuner tuner = Tuner();
        var error = Assert.Throws<InvalidFileException>(() => new FineTuningRun(directory, tuner, Judge, Intervals));
        Assert.Contains("Delete the checkpoints, and the training begins anew", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _weights.Dispose();
        _folder.Dispose();
    }

    private static double Judge(Model model, CancellationToken cancellation) =>
        Evaluator.Evaluate(model, new WaveImages(), new EvaluationOptions { UsesBatchStatistics = false }, cancellation).Top1;

    private static void StopAt(int cut, TrainingStep step, CancellationTokenSource stop)
    {
        if (step.Number == cut)
        {
            stop.Cancel();
        }
    }

    /// <summary>The rows of a log without the columns that tell the time.</summary>
    private static string[] UntimedRows(RunDirectory directory) =>
        [.. directory.ReadText(TrainingLog.TableName)!.TrimEnd().Split('\n').Select(row => string.Join(',', row.Split(',')[..5]))];

    private FineTuner Tuner() => new(_network, _weights, Recipe, new WaveImages(), seed: 4);

    private void AssertContinues(RunDirectory directory)
    {
        using FineTuner second = Tuner();
        FineTuningResult result = new FineTuningRun(directory, second, Judge, Intervals).Run();
        FineTunerTests.AssertSame(_whole.State, second.State);
        Assert.Equal(_wholeLog, UntimedRows(directory));
        Assert.Equal(
            (Result.Loss, Result.Top1, Result.BestTop1, Result.BestStep), (result.Loss, result.Top1, result.BestTop1, result.BestStep));
        Assert.Equal(
            new FileInfo(_folder.File($"whole/{EventFile.DefaultName}")).Length,
            new FileInfo(directory.PathOf(EventFile.DefaultName)).Length);
    }
}
