using System.Collections.Concurrent;
using System.Globalization;
using Ghn.Training.Distribution;

namespace Ghn.Training.Tests;

/// <summary>Lists of tasks that several processes work off, here threads.</summary>
public class SharedTasksTests
{
    [Theory]
    [InlineData(2, 7)]
    [InlineData(3, 2)]
    [InlineData(2, 0)]
    public void Each_task_is_done_once_and_all_processes_hear_of_it_in_the_same_order(int size, int count)
    {
        var done = new ConcurrentBag<int>();
        List<(int Task, string Result)>[] heard = ThreadCommunicator.Run(size, processes =>
        {
            var results = new List<(int Task, string Result)>();
            using var tasks = new SharedTasks(processes, count);
            tasks.Run(
                (task, _) =>
                {
                    done.Add(task);
                    return $"\"{task}\",\n{task * task}";
                },
                (task, result) => results.Add((task, result)),
                CancellationToken.None);
            return results;
        });
        Assert.Equal(Enumerable.Range(0, count), done.Order());
        Assert.All(heard, results => Assert.Equal(heard[0], results));
        Assert.Equal(Enumerable.Range(0, count).Select(task => (task, $"\"{task}\",\n{task * task}")), heard[0].Order());
    }

    [Fact]
    public void A_slow_process_leaves_its_tasks_to_the_others()
    {
        int fast = 3 * Environment.ProcessorCount;
        int byFast = 0;
        using var fastIsAhead = new ManualResetEventSlim();
        ThreadCommunicator.Run(2, processes =>
        {
            Run(processes, count: fast + Environment.ProcessorCount + 4, (_, stop) =>
            {
                if (processes.Rank == 0)
                {
                    fastIsAhead.Wait(stop);
                }
                else if (Interlocked.Increment(ref byFast) == fast)
                {
                    fastIsAhead.Set();
                }

                return string.Empty;
            });
            return true;
        });
        Assert.True(byFast >= fast);
    }

    [Fact]
    public void Progress_is_that_of_all_processes()
    {
        long[] advances = ThreadCommunicator.Run(3, processes =>
        {
            long sum = 0;
            using var tasks = new SharedTasks(processes, count: 5) { Progress = more => sum += more };
            tasks.Run(
                (task, _) =>
                {
                    tasks.Advance(task + 1);
                    return string.Empty;
                },
                (_, _) => { },
                CancellationToken.None);
            return sum;
        });
        Assert.Equal([15, 15, 15], advances);
    }

    [Fact]
    public void What_fails_in_one_process_ends_the_others_in_the_middle_of_their_tasks()
    {
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(() => Run(processes, count: 4, (task, stop) =>
        {
            if (processes.Rank == 1)
            {
                throw new InvalidDataException("the GHN is damaged.");
            }

            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return $"{task}";
        })));
        Assert.All(failures, failure => Assert.Equal(
            $"process 1 on {Environment.MachineName}: the GHN is damaged.", Assert.IsType<ProcessFailedException>(failure).Message));
    }

    [Fact]
    public void A_result_that_cannot_be_kept_ends_all()
    {
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(() =>
        {
            using var tasks = new SharedTasks(processes, count: 6);
            tasks.Run(
                (task, _) => task.ToString(CultureInfo.InvariantCulture),
                (_, _) => _ = processes.Rank == 0 ? throw new IOException("the disk is full.") : 0,
                CancellationToken.None);
        }));
        Assert.Equal("the disk is full.", Assert.IsType<IOException>(failures[0]).Message);
        Assert.IsType<ProcessFailedException>(failures[1]);
    }

    [Fact]
    public void An_interruption_of_the_first_process_ends_all()
    {
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(() =>
        {
            using var source = new CancellationTokenSource();
            using var tasks = new SharedTasks(processes, count: 6);
            tasks.Run(
                (_, stop) =>
                {
                    if (processes.Rank == 0)
                    {
                        source.Cancel();
                    }

                    stop.WaitHandle.WaitOne();
                    throw new OperationCanceledException(stop);
                },
                (_, _) => { },
                source.Token);
        }));
        Assert.IsAssignableFrom<OperationCanceledException>(failures[0]);
        Assert.IsType<ProcessFailedException>(failures[1]);
    }

    private static void Run(ICommunicator processes, int count, Func<int, CancellationToken, string> work)
    {
        using var tasks = new SharedTasks(processes, count);
        tasks.Run(work, (_, _) => { }, CancellationToken.None);
    }
}
