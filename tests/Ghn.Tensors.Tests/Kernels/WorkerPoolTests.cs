using Ghn.Tensors.Threading;

namespace Ghn.Tensors.Tests.Kernels;

/// <summary>The threads' contract: every index once, exceptions reach the caller, loops within loops stay on their thread.</summary>
public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10000)]
    public void Every_index_is_visited_exactly_once(int count)
    {
        for (int repetition = 0; repetition < 20; repetition++)
        {
            int[] visits = new int[count];
            WorkerPool.For(count, i => Interlocked.Increment(ref visits[i]));
            Assert.All(visits, visit => Assert.Equal(1, visit));
        }
    }

    [Fact]
    public void Loops_after_a_rest_are_complete_as_well()
    {
        for (int repetition = 0; repetition < 20; repetition++)
        {
            int sum = 0;
            WorkerPool.For(100, i => Interlocked.Add(ref sum, i));
            Assert.Equal(4950, sum);
            Thread.Sleep(repetition % 3);
        }
    }

    [Fact]
    public void The_first_exception_reaches_the_caller_and_the_pool_works_on()
    {
        for (int repetition = 0; repetition < 20; repetition++)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => WorkerPool.For(50, i =>
            {
                if (i % 10 == 3)
                {
                    throw new InvalidOperationException("Three.");
                }
            }));
            Assert.Equal("Three.", thrown.Message);

            int visits = 0;
            WorkerPool.For(50, _ => Interlocked.Increment(ref visits));
            Assert.Equal(50, visits);
        }
    }

    [Fact]
    public void A_loop_within_a_loop_stays_on_its_thread() =>
        WorkerPool.For(8, _ =>
        {
            int thread = Environment.CurrentManagedThreadId;
            int visits = 0;
            WorkerPool.For(100, _ =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                visits++;
            });
            Assert.Equal(100, visits);
        });

    [Fact]
    public void An_exception_within_an_inner_loop_leaves_the_outer_one_inside() =>
        WorkerPool.For(8, _ =>
        {
            Assert.Throws<InvalidOperationException>(() => WorkerPool.For(4, _ => throw new InvalidOperationException()));
            int thread = Environment.CurrentManagedThreadId;
            WorkerPool.For(4, _ => Assert.Equal(thread, Environment.CurrentManagedThreadId));
        });

    [Fact]
    public void Loops_of_several_threads_do_not_disturb_each_other()
    {
        int[] sums = new int[4];
        Thread[] threads = [.. Enumerable.Range(0, sums.Length).Select(t => new Thread(() =>
        {
            for (int repetition = 0; repetition < 200; repetition++)
            {
                WorkerPool.For(25, _ => Interlocked.Increment(ref sums[t]));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(sums, sum => Assert.Equal(5000, sum));
    }

    [Fact]
    public void There_is_at_least_one_thread() => Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.ThreadCount = 0);
}
