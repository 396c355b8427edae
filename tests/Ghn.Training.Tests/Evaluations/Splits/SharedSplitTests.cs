using Ghn.Tensors.Files;
using Ghn.Training.Distribution;
using Ghn.Training.Evaluations.Splits;
using Ghn.Training.Runs;

namespace Ghn.Training.Tests;

/// <summary>Evaluations that several processes share, here threads.</summary>
public sealed class SharedSplitTests : IDisposable
{
    private readonly SmallSplit _split = new();
    private readonly TemporaryFolder _folder = new();
    private readonly SplitMethod[] _methods;
    private readonly SplitScore[] _alone;

    public SharedSplitTests()
    {
        _methods = [_split.Predicted, SmallSplit.Trained(BaselineRecipes.Sgd(2))];
        _alone = Run(SingleProcess.Instance, folder: null);
    }

    public void Dispose()
    {
        _split.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_process_has_the_scores_of_one_alone(int size) => Assert.All(
        ThreadCommunicator.Run(size, processes => Run(processes, folder: null)), scores => Assert.Equal(_alone, scores));

    [Fact]
    public void The_first_process_keeps_the_scores_of_all()
    {
        ThreadCommunicator.Run(2, processes => Run(processes, "run"));
        SplitScore[] kept = [.. Prepare(SingleProcess.Instance, "run").Kept.Select(Untimed)];
        Assert.Equal(_alone, kept);
    }

    [Fact]
    public void Interrupted_it_continues_with_any_number_of_processes()
    {
        int[] sizes = [2, 1, 3, 2];
        foreach (int size in sizes[..^1])
        {
            int found = 0;
            Exception?[] failures = ThreadCommunicator.Run(size, processes => Record.Exception(() => Prepare(processes, "run").Run(_ =>
            {
                if (processes.Rank == 0 && ++found == 3)
                {
                    throw new OperationCanceledException("Ctrl-C");
                }
            })));
            Assert.IsType<OperationCanceledException>(failures[0]);
            Assert.All(failures[1..], failure => Assert.IsType<ProcessFailedException>(failure));
        }

        int kept = Prepare(SingleProcess.Instance, "run").Kept.Count;
        Assert.InRange(kept, 9, _alone.Length);
        int[] again = new int[sizes[^1]];
        Assert.All(
            ThreadCommunicator.Run(sizes[^1], processes => Run(processes, "run", _ => again[processes.Rank]++)),
            scores => Assert.Equal(_alone, scores));
        Assert.All(again, count => Assert.Equal(_alone.Length - kept, count));
    }

    [Fact]
    public void Progress_adds_up_to_the_passes_of_all_networks()
    {
        long[] passes = ThreadCommunicator.Run(2, processes =>
        {
            long sum = 0;
            var evaluator = new SplitEvaluator(_ => new NoiseImages()) { Seed = 3, Processes = processes, Progress = more => sum += more };
            evaluator.Evaluate(SmallSplit.Members, _methods[1]);
            return sum;
        });
        long expected = SmallSplit.Members.Count * _methods[1].PassesFor(testImages: 12);
        Assert.Equal([expected, expected], passes);
    }

    [Fact]
    public void A_network_that_cannot_be_written_ends_all_processes_by_its_name()
    {
        var odd = new EvaluatedArchitecture("odd", 7, () => throw new ArgumentException("It has no layers."));
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(
            () => Evaluator(processes).Evaluate([.. SmallSplit.Members, odd], _split.Predicted)));
        Assert.All(failures, failure => Assert.Contains("odd#7: It has no layers.", failure?.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_table_is_an_error_of_all_processes()
    {
        Directory.CreateDirectory(_folder.File("run"));
        File.WriteAllText(Path.Combine(_folder.File("run"), SplitRun.TableName), "something else\n");
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(() => Prepare(processes, "run")));
        Assert.IsType<InvalidFileException>(failures[0]);
        Assert.Contains(
            "no table of evaluated networks", Assert.IsType<ProcessFailedException>(failures[1]).Message, StringComparison.Ordinal);
    }

    private static SplitEvaluator Evaluator(ICommunicator processes) => new(_ => new NoiseImages()) { Seed = 3, Processes = processes };

    private static SplitScore Untimed(SplitScore score) => score with { Time = TimeSpan.Zero };

    private SplitScore[] Run(ICommunicator processes, string? folder, Action<SplitScore>? finished = null) =>
        [.. Prepare(processes, folder).Run(finished).Select(Untimed)];

    private SplitRun Prepare(ICommunicator processes, string? folder) => new(
        folder is null || processes.Rank > 0 ? null : new RunDirectory(_folder.File(folder)), Evaluator(processes), SmallSplit.Members,
        _methods);
}
