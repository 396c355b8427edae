using Ghn.Tensors.Threading;

namespace Ghn.Cli.Tests;

/// <summary>With <c>--threads</c>, as many threads work, and what comes out is the same.</summary>
[Collection(ThreadsOfTheProcess.Name)]
public sealed class ThreadsOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predicted_weights_do_not_depend_on_it()
    {
        string[] request = ["predict", "alexnet", "--ghn", GoldenGhns.PathOf("ghn3_micro.pt"), "-o"];
        byte[] one = Output(1, "weights.npz", request);
        Assert.Equal(one, Output(2, "weights.npz", request));
    }

    [Fact]
    public void Scores_of_splits_do_not_depend_on_it()
    {
        string[] request =
        [
            "eval", "deepnets:test#35-37", "--image-size", "8", "--limit", "20", "--train", "sgd:2",
            "--ghn", GoldenGhns.PathOf("ghn3_micro_c10.pt"), "--data", $"cifar10:{Repository.Golden("images")}", "--csv",
        ];
        string one = EvalSplitsTests.WithoutTimes(Output(1, "networks.csv", request));
        Assert.Equal(one, EvalSplitsTests.WithoutTimes(Output(2, "networks.csv", request)));
    }

    private byte[] Output(int threads, string name, params string[] command)
    {
        string file = _folder.File(name);
        Tool.Run([.. command, file, "--threads", $"{threads}"]).Success();
        Assert.Equal(threads, WorkerPool.ThreadCount);
        return File.ReadAllBytes(file);
    }
}
