using Ghn.Networks.State;
using Ghn.Tensors;
using Ghn.Training.Distribution;

namespace Ghn.Training.Tests;

/// <summary>What processes do together.</summary>
public class CollectivesTests
{
    [Fact]
    public void Work_that_succeeds_everywhere_gives_each_process_its_own_result() =>
        Assert.Equal([0, 1, 2], ThreadCommunicator.Run(3, processes => processes.RunCollectively(() => processes.Rank)));

    [Fact]
    public void Work_that_fails_in_one_process_fails_in_all_and_the_first_can_tell_why()
    {
        Exception?[] failures = ThreadCommunicator.Run(3, processes => Record.Exception(() => processes.RunCollectively(
            () => processes.Rank == 1 ? throw new InvalidDataException("images.bin is damaged.") : 0)));
        Assert.All(failures, failure => Assert.IsType<ProcessFailedException>(failure));
        Assert.All(failures, failure => Assert.Equal($"process 1 on {Environment.MachineName}: images.bin is damaged.", failure?.Message));
    }

    [Fact]
    public void The_first_process_fails_of_its_own_reasons()
    {
        Exception?[] failures = ThreadCommunicator.Run(2, processes => Record.Exception(() => processes.RunCollectively<int>(
            () => throw new InvalidDataException($"{processes.Rank}"))));
        Assert.Equal("0", Assert.IsType<InvalidDataException>(failures[0]).Message);
        Assert.IsType<ProcessFailedException>(failures[1]);
    }

    [Fact]
    public void Tensors_are_summed_whether_they_share_a_message_or_not()
    {
        Shape[] shapes = [[3], [600_000], [2, 300_000], [5], [1_200_000], [1]];
        float[][] sums = ThreadCommunicator.Run(2, processes =>
        {
            using var tensors = new StateDict();
            foreach ((int index, Shape shape) in shapes.Index())
            {
                tensors.Add($"{index}", Initializer.Normal(1).Create(shape, new RandomSource((ulong)processes.Rank, $"{index}")));
            }

            processes.AllReduceSum(tensors);
            return tensors.SelectMany(entry => entry.Value.Values.ToArray()).ToArray();
        });
        float[] expected =
        [
            .. shapes.Index().SelectMany(entry => new float[2][] { Values(0, entry), Values(1, entry) }.Aggregate((first, second) =>
                [.. first.Zip(second, (a, b) => a + b)])),
        ];
        Assert.Equal(expected, sums[0]);
        Assert.Equal(expected, sums[1]);

        static float[] Values(ulong rank, (int Index, Shape Shape) entry) =>
            Initializer.Normal(1).Create(entry.Shape, new RandomSource(rank, $"{entry.Index}")).Values.ToArray();
    }

    [Fact]
    public void A_process_on_its_own_has_nobody_to_wait_for()
    {
        ICommunicator single = Mpirun.Join();
        Assert.Equal((0, 1), (single.Rank, single.Size));
        double[] values = [1, 2];
        single.AllReduceSum(values);
        single.Broadcast(values.AsSpan());
        single.Complete();
        Assert.Equal([1, 2], values);
        Assert.Throws<InvalidDataException>(() => single.RunCollectively<int>(() => throw new InvalidDataException("as it is")));
    }
}
