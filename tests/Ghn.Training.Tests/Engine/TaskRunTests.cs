using Ghn.Tensors;
using Ghn.Training.Engine;

namespace Ghn.Training.Tests.Engine;

public class TaskRunTests
{
    [Fact]
    public void What_is_kept_is_not_left_and_results_have_the_order_of_the_tasks()
    {
        TaskRun<string, int, double> run = Run(["one", "three", "four"], (4, 0.4), (9, 0.9));
        Assert.Equal(["one", "three"], run.Left);
        Assert.Equal([("four", 0.4)], run.Done);

        run.Keep(5, 0.5, () => { });
        run.Keep(3, 0.3, () => { });
        Assert.Empty(run.Left);
        Assert.Equal([("one", 0.3), ("three", 0.5), ("four", 0.4)], run.Done);
        Assert.Equal([4, 9, 5, 3], run.Kept.Keys);
    }

    [Fact]
    public void What_cannot_be_written_is_left()
    {
        TaskRun<string, int, double> run = Run(["one"]);
        Assert.Throws<IOException>(() => run.Keep(3, 0.3, () => throw new IOException("The disk is full.")));
        Assert.Equal(["one"], run.Left);
    }

    [Fact]
    public void A_task_that_is_there_twice_is_a_wrong_request() =>
        Assert.Equal("one is there twice", Assert.Throws<InvalidRequestException>(() => Run(["one", "three", "two"])).Message);

    /// <summary>Tasks that are known by the length of their names.</summary>
    private static TaskRun<string, int, double> Run(string[] tasks, params (int Key, double Result)[] kept) =>
        new(tasks, task => task.Length, task => $"{task} is there twice", kept);
}
