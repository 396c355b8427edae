using Ghn.Tensors.Formats;
using Ghn.Tensors.Optimizers;

namespace Ghn.Tensors.Tests.Optimizers;

/// <summary>Training that stops and continues is training that never stopped.</summary>
public class OptimizerStateTests
{
    private const int Count = 5003;

    public static TheoryData<string> Names() => OptimizerTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Continuing_from_a_saved_state_gives_the_same_bits(string name)
    {
        using StateDict uninterrupted = OptimizerTests.Random(Count, 1);
        using Optimizer first = OptimizerTests.Create(name, uninterrupted);
        Step(first, 0, 3);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.safetensors");
        using StateDict resumed = new() { { "x", Tensor.From<float>(uninterrupted["x"].Values, [Count]) } };
        using Optimizer second = OptimizerTests.Create(name, resumed);
        try
        {
            first.State.Save(path);
            using StateDict saved = StateDict.Load(path);
            second.Restore(saved);
        }
        finally
        {
            File.Delete(path);
        }

        Step(first, 3, 6);
        Step(second, 3, 6);
        Assert.Equal(uninterrupted["x"].Values, resumed["x"].Values);
        Assert.All(first.State, entry => Assert.Equal(Bytes(entry.Value), Bytes(second.State[entry.Key])));
    }

    [Fact]
    public void A_state_of_others_is_refused_and_changes_nothing()
    {
        using StateDict parameters = OptimizerTests.Random(Count, 1);
        using Optimizer optimizer = OptimizerTests.Create("SGD", parameters);
        Step(optimizer, 0, 1);
        byte[] before = Bytes(optimizer.State["x.momentum"]);

        using Optimizer ofAnotherKind = OptimizerTests.Create("Adam", parameters);
        Assert.Contains("x.mean", Refusal(optimizer, ofAnotherKind.State), StringComparison.Ordinal);
        using StateDict shorter = OptimizerTests.Random(7, 1);
        using Optimizer ofShorter = OptimizerTests.Create("SGD", shorter);
        Assert.Contains("Float32 7", Refusal(optimizer, ofShorter.State), StringComparison.Ordinal);
        using Optimizer plain = OptimizerTests.Create("plain SGD", parameters);
        Assert.Contains("x.momentum", Refusal(plain, optimizer.State), StringComparison.Ordinal);
        Assert.Equal(before, Bytes(optimizer.State["x.momentum"]));
    }

    private static string Refusal(Optimizer optimizer, StateDict state) =>
        Assert.Throws<ArgumentException>(() => optimizer.Restore(state)).Message;

    private static void Step(Optimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            using StateDict gradients = OptimizerTests.Random(Count, 10 + step);
            optimizer.Step(gradients);
        }
    }

    private static byte[] Bytes(Tensor tensor) => tensor.Bytes(0, (int)tensor.ByteCount).ToArray();
}
