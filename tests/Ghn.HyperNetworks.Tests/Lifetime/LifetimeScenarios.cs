using Ghn.HyperNetworks.Checkpoints;
using Ghn.HyperNetworks.Graphs;
using Ghn.Networks;
using Ghn.Networks.Architectures;
using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;
using Ghn.Networks.DeepNets.Published;
using Ghn.Networks.Execution;
using Ghn.Tensors;
using Ghn.Tensors.Autograd;
using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Optimizers;
using Xunit.Runner.InProc.SystemConsole;

namespace Ghn.HyperNetworks.Tests;

/// <summary>
/// What must not end the process, as the child process of <see cref="LifetimeTests"/> tries it. Each attempt prints a line: what was
/// done, and what came of it.
/// </summary>
internal static class LifetimeScenarios
{
    /// <summary>What asks for a scenario.</summary>
    public const string Word = "scenario";

    private const int Rounds = 12;
    private const int Threads = 3;
    private const string Padding = "zzz";

    private static readonly Network Network = Zoo.Create("squeezenet1_1", SmallHyperNetworks.ClassCount, imageSize: 64);

    /// <summary>
    /// The program: a scenario where it is asked for one by <see cref="Word"/>, its name and the folder for its files; else the tests.
    /// </summary>
    public static Task<int> Main(string[] arguments)
    {
        if (arguments is not [Word, string name, string folder])
        {
            return ConsoleRunner.Run(arguments);
        }

        Scenario(name)(folder);
        return Task.FromResult(0);
    }

    /// <summary>The GHN's file is mapped, so that its memory is gone from the process after disposal.</summary>
    public static void UseAfterDisposal(string folder)
    {
        string path = LargeFile(folder);
        using HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(path);
        HyperNetwork ghn = HyperNetwork.From(checkpoint);
        Tensor table = checkpoint.Tensors["embed.weight"];
        ComputationalGraph graph = ComputationalGraph.Of(Network);
        Prediction prediction = ghn.Predict(Network);
        ghn.Dispose();
        ghn.Dispose();
        Try("predict", () => ghn.Predict(Network));
        Try("predict from a graph", () => ghn.Predict(Network, graph));
        Try("predict several", () => ghn.Predict([Network]).ToArray());
        Try("encode", () => ghn.Encode(graph));
        Try("build", () => HyperNetwork.From(checkpoint));
        Try("save", () => checkpoint.Save(Path.Combine(folder, "copy.safetensors")));
        Try("values", () => table.Values.ToArray());
        Try("bytes", () => table.Bytes(0, 4).ToArray());
        Try("reshape", () => table.Reshape([table.Shape[0] * table.Shape[1]]));
        Try("slice", () => table.Slice(0, 1));
        Try("copy", () => table.CopyTo(Tensor.Zeros(table.Shape)));
        Try("convert", () => StateDictFile.Save(Path.Combine(folder, "copy.npz"), checkpoint.Tensors));
        Try("norm", () => SquaredNorm.Of(table));

        prediction.Dispose();
        Try("weights", () => prediction.Weights.First().Value.Values.ToArray());
        Try("norm of weights", () => prediction.TotalNorm());
        Console.WriteLine($"files: {string.Join(' ', Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order())}");
    }

    public static void TrainingAfterDisposal(string folder)
    {
        TrainableHyperNetwork ghn = SmallHyperNetworks.Create("GHN-3");
        GradientAccumulator lane = ghn.CreateAccumulator();
        lane.Dispose();
        Try("predict in a lane", () => lane.Predict(new Tape(), Network, ComputationalGraph.Of(Network)));
        Try("move from a lane", () => lane.FlushInto(ghn.Gradients));
        var optimizer = new Sgd(ghn.Parameters, new SgdOptions(0.1));
        optimizer.Dispose();
        Try("step", () => optimizer.Step(ghn.Gradients));
        HyperNetwork current = ghn.Current;
        var path = Path.Combine(folder, "weights.safetensors");
        using (Prediction prediction = current.Predict(Network))
        {
            prediction.Weights.Save(path);
        }

        ghn.Dispose();
        ghn.Dispose();
        Try("predict", () => ghn.Predict(new Tape(), Network));
        Try("predict as it is", () => current.Predict(Network));
        Try("new lane", () => ghn.CreateAccumulator());
        Try("clear gradients", ghn.ClearGradients);
        Try("save", () => ghn.Save(Path.Combine(folder, "ghn.safetensors")));

        using MappedMemory memory = MappedMemory.Open(path);
        StateDict weights = StateDictFile.Read(memory, path).Tensors;
        using Tensor image = Tensor.Zeros([1, 3, 64, 64]);
        var model = new Model(Network, weights);
        model.Dispose();
        Try("run a model", () => model.Predict(image));
        var other = new Model(Network, weights);
        weights.Dispose();
        Try("run a model without weights", () => other.Predict(image));
        Try("train a model without weights", () => other.Forward(image, ExecutionMode.Training));
    }

    public static void DatasetAfterDisposal(string folder)
    {
        var published = PublishedDeepNets.Open(Path.Combine(folder, "eval.hdf5"), "val");
        published.Dispose();
        Try("network", () => published[0]);
        Try("graph", () => published.Graph(0));
        Try("networks", () => published.ToArray());
        string path = Path.Combine(folder, "own.deepnets");
        DeepNetsFile.Generate(path, DeepNetsSplit.Val, seed: 0, count: 3);
        var own = DeepNetsFile.Open(path);
        own.Dispose();
        Try("own network", () => own[0]);
    }

    public static void WritingToAMappedTensor(string folder)
    {
        string path = LargeFile(folder);
        using (StateDict tensors = StateDict.Load(path))
        {
            tensors["embed.weight"].Values.Fill(7);
            Try("write", () => Require(tensors["embed.weight"].Values[3] == 7));
        }

        using StateDict again = StateDict.Load(path);
        Try("read again", () => Require(!again["embed.weight"].Values.Contains(7)));
    }

    public static void LargeFileCutShort(string folder) => ChangedLargeFile(folder, file => file.SetLength(4096));

    public static void LargeFileOverwritten(string folder) => ChangedLargeFile(folder, file =>
    {
        file.Position = 4096;
        file.Write(new byte[1 << 20]);
    });

    /// <summary>A small file has been read at once, and matters no more.</summary>
    public static void SmallFileCutShort(string folder)
    {
        string path = SmallFile(folder);
        using HyperNetwork ghn = HyperNetwork.Load(path);
        using Prediction before = ghn.Predict(Network);
        File.WriteAllBytes(path, []);
        Try("predict", () => RequireSame(ghn.Predict(Network), before));
    }

    /// <summary>Several threads predict with a GHN until they may no more, while another one disposes of it in each possible way.</summary>
    public static void DisposalDuringPredictions(string folder)
    {
        string path = LargeFile(folder);
        using HyperNetwork first = HyperNetwork.Load(path);
        using Prediction expected = first.Predict(Network);
        int right = 0;
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            HyperNetworkCheckpoint checkpoint = round % 2 == 0
                ? HyperNetworkCheckpoint.Load(path)
                : PooledCopy(path);
            HyperNetwork ghn = HyperNetwork.From(checkpoint);
            using var start = new Barrier(Threads + 1);
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    while (true)
                    {
                        RequireSame(ghn.Predict(Network), expected);
                        Interlocked.Increment(ref right);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            start.SignalAndWait();
            Thread.Sleep(5 + (11 * round));
            IDisposable owner = (round % 3) switch
            {
                0 => ghn,
                1 => checkpoint,
                _ => checkpoint.Tensors,
            };
            owner.Dispose();
            using Tensor alias = Tensor.Allocate(expected.Weights.First().Value.Shape);
            alias.Values.Fill(float.NaN);
            Array.ForEach(threads, thread => thread.Join());
        }

        Console.WriteLine($"refused {refused} of {Rounds * Threads}, right {(right > 0 ? "some" : "none")}, wrong none");
    }

    private static void ChangedLargeFile(string folder, Action<FileStream> change)
    {
        string path = LargeFile(folder);
        using HyperNetworkCheckpoint checkpoint = HyperNetworkCheckpoint.Load(path);
        HyperNetwork ghn = HyperNetwork.From(checkpoint);
        using (FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            change(file);
        }

        Try("predict", () => ghn.Predict(Network));
        Try("encode", () => ghn.Encode(ComputationalGraph.Of(Network)));
        Try("save", () => checkpoint.Save(Path.Combine(folder, "copy.safetensors")));
        Try("tensor", () => checkpoint.Tensors["embed.weight"].Values.ToArray());
        Try("build", () => HyperNetwork.From(checkpoint));
        Console.WriteLine($"files: {string.Join(' ', Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order())}");
    }

    /// <summary>The GHN in pooled memory, which the next tensor gets when it is returned.</summary>
    private static HyperNetworkCheckpoint PooledCopy(string path)
    {
        using HyperNetworkCheckpoint mapped = HyperNetworkCheckpoint.Load(path);
        var copies = new StateDict();
        foreach ((string name, Tensor tensor) in mapped.Tensors.Where(entry => entry.Key != Padding))
        {
            copies.Add(name, Tensor.From<float>(tensor.Values, tensor.Shape));
        }

        return HyperNetworkCheckpoint.From(copies, path);
    }

    private static string SmallFile(string folder)
    {
        string path = Path.Combine(folder, "ghn.safetensors");
        using HyperNetworkCheckpoint ghn = HyperNetworkCheckpoint.Create(SmallHyperNetworks.Configurations["GHN-3"], seed: 1);
        ghn.Save(path);
        return path;
    }

    /// <summary>A GHN's file that is large enough to be mapped, because of a tensor that no GHN has.</summary>
    private static string LargeFile(string folder)
    {
        string path = Path.Combine(folder, "ghn.safetensors");
        using HyperNetworkCheckpoint ghn = HyperNetworkCheckpoint.Create(SmallHyperNetworks.Configurations["GHN-3"], seed: 1);
        ghn.Tensors.Add(Padding, Tensor.Zeros([65 << 20], ElementType.UInt8));
        ghn.Save(path);
        return path;
    }

    private static void RequireSame(Prediction prediction, Prediction expected)
    {
        using (prediction)
        {
            Require(prediction.Weights.All(entry =>
                entry.Value.ElementType != ElementType.Float32 || entry.Value.Values.SequenceEqual(expected.Weights[entry.Key].Values)));
        }
    }

    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("The numbers are wrong.");
        }
    }

    private static void Try(string what, Action attempt) => Try(what, () =>
    {
        attempt();
        return null;
    });

    private static void Try(string what, Func<object?> attempt)
    {
        try
        {
            _ = attempt();
            Console.WriteLine($"{what}: done");
        }
        catch (ObjectDisposedException)
        {
            Console.WriteLine($"{what}: disposed");
        }
        catch (IOException error)
        {
            Console.WriteLine($"{what}: {error.Message}");
        }
    }

    private static Action<string> Scenario(string name) => name switch
    {
        nameof(UseAfterDisposal) => UseAfterDisposal,
        nameof(TrainingAfterDisposal) => TrainingAfterDisposal,
        nameof(DatasetAfterDisposal) => DatasetAfterDisposal,
        nameof(WritingToAMappedTensor) => WritingToAMappedTensor,
        nameof(LargeFileCutShort) => LargeFileCutShort,
        nameof(LargeFileOverwritten) => LargeFileOverwritten,
        nameof(SmallFileCutShort) => SmallFileCutShort,
        nameof(DisposalDuringPredictions) => DisposalDuringPredictions,
        _ => throw new ArgumentException($"There is no scenario {name}."),
    };
}
