using Ghn.Networks.Architectures;
using Ghn.Networks.Execution;
using Ghn.Networks.Layers;
using Ghn.Networks.Layers.Attention;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Threading;

namespace Ghn.Networks.Tests;

/// <summary>The tests that watch the memory pool, which all tests share, run alone.</summary>
[CollectionDefinition("Memory", DisableParallelization = true)]
public static class MemoryAlone;

/// <summary>What running a network does to memory.</summary>
[Collection("Memory")]
public sealed class MemoryTests : IDisposable
{
    private readonly int _threads = WorkerPool.ThreadCount;

    /// <summary>
    /// One thread: on a busy machine, a second one may grow its buffers as late as it first gets a large share of the work.
    /// </summary>
    public MemoryTests() => WorkerPool.ThreadCount = 1;

    public void Dispose() => WorkerPool.ThreadCount = _threads;

    public static TheoryData<string> Networks => ["resnet18", "layers that the zoo lacks"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_in_steady_state_allocates_nothing_returns_everything_and_leaves_the_collector_alone(string name)
    {
        Network network = Zoo.Contains(name) ? Zoo.Create(name, classCount: 10) : LayersThatTheZooLacks();
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(64);
        EmptyPool();
        Step(model, images);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long retained = MemoryPool.RetainedBytes;
        int collections = GC.CollectionCount(2);
        for (int step = 0; step < 3; step++)
        {
            Step(model, images);
        }

        Assert.Equal(retained, MemoryPool.RetainedBytes);
        Assert.Equal(collections, GC.CollectionCount(2));
    }

    [Fact]
    public void Inference_needs_less_than_half_of_trainings_memory()
    {
        Network network = Zoo.Create("resnet18", classCount: 10);
        using StateDict state = network.Initialize();
        using var model = new Model(network, state);
        using Tensor images = HashedValues.Images(256);
        long inference = NewBytes(() => model.Predict(images).Dispose());
        long training = NewBytes(() => Step(model, images));
        Assert.InRange(inference, 1, training / 2);
    }

    private static void Step(Model model, Tensor images)
    {
        using ForwardPass pass = model.Forward(images, ExecutionMode.Training);
        using Variable loss = pass.Logits.CrossEntropy([3, 7]);
        pass.Backward(loss).Dispose();
    }

    private static Network LayersThatTheZooLacks()
    {
        var network = new NetworkBuilder("lacking", [3, 64, 64]);
        Signal tokens = network.Input
            .Conv2d("stem", 12, kernel: 4, stride: 4).GroupNorm("groups", groups: 3).LeakyRelu(0.2)
            .Apply(new BatchNorm2d(12, Affine: false), "plain").Relu()
            .Conv2d("middle", 12, kernel: 3, padding: 1).InstanceNorm2d().Activate(ActivationFunction.Mish)
            .Conv2d("last", 12, kernel: 3, stride: 2).BatchNorm2d("norm").Activate(ActivationFunction.Softplus)
            .ToTokens().Apply(new LayerNorm(12, Bias: false), "scaled")
            .Apply(new LayerNorm(12, Affine: false)).Apply(new LayerScale(12, 0.1) { ChannelsLast = true }, "gamma");
        Signal attended = network.Append(
            new ScaledDotProductAttention(2, Scale: 0.7),
            [tokens.Linear("query", 12), tokens.Linear("key", 12), tokens.Linear("value", 12)]);
        return network.Build(attended.Apply(Elu.SelfNormalizing).Flatten().Linear("head", 10));
    }

    /// <summary>What an action leaves in an empty pool.</summary>
    private static long NewBytes(Action action)
    {
        EmptyPool();
        action();
        return MemoryPool.RetainedBytes;
    }

    /// <summary>Memory that other networks have left would serve for some steps.</summary>
    private static void EmptyPool()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MemoryPool.Trim();
    }
}
