using Ghn.Tensors.Formats;
using Ghn.Tensors.Kernels.Gemm;
using Ghn.Tensors.Kernels.Reductions;
using Ghn.Tensors.Memory;
using Ghn.Tensors.Optimizers;

namespace Ghn.Tensors.Tests;

/// <summary>Memory that has been returned is refused, whoever uses it by now.</summary>
public unsafe class DisposalTests
{
    [Fact]
    public void A_disposed_tensor_refuses_every_access()
    {
        Tensor tensor = Tensor.From<float>([1, 2, 3, 4, 5, 6], [3, 2]);
        Tensor reshaped = tensor.Reshape([6]);
        Tensor sliced = tensor.Slice(1, 1);
        using Tensor other = Tensor.Zeros([3, 2]);
        tensor.Dispose();
        tensor.Dispose();
        using Tensor next = Tensor.From<float>([7, 8, 9, 10, 11, 12], [3, 2]);
        foreach (Tensor view in (Tensor[])[tensor, reshaped, sliced])
        {
            Assert.Throws<ObjectDisposedException>(() => view.Values[0]);
            Assert.Throws<ObjectDisposedException>(() => view.Elements<float>()[0]);
            Assert.Throws<ObjectDisposedException>(() => (nint)view.Data);
            Assert.Throws<ObjectDisposedException>(() => view.Bytes(0, 1)[0]);
            Assert.Throws<ObjectDisposedException>(() => view.Slice(0, 1));
            Assert.Throws<ObjectDisposedException>(() => view.Reshape(view.Shape));
        }

        Assert.Throws<ObjectDisposedException>(() => tensor.CopyTo(other));
        Assert.Throws<ObjectDisposedException>(() => other.CopyTo(tensor));
        Assert.Throws<ObjectDisposedException>(() => SquaredNorm.Of(tensor));
        Assert.Throws<ObjectDisposedException>(() => MatrixView.Of(tensor));
        Assert.Equal("Float32 3×2", tensor.ToString());
    }

    [Fact]
    public void Holds_put_the_release_off()
    {
        var tensors = new StateDict { { "a", Tensor.From<float>([1, 2], [2]) }, { "b", Tensor.From<float>([3], [1]) } };
        MemoryHold first = tensors.Hold();
        MemoryHold second = tensors.Hold();
        tensors.Dispose();
        Assert.Equal(2, tensors["a"].Values[1]);
        Assert.Throws<ObjectDisposedException>(tensors.Hold);
        first.Dispose();
        first.Dispose();
        Assert.Equal(3, tensors["b"].Values[0]);
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensors["a"].Values[1]);
        Assert.Throws<ObjectDisposedException>(() => tensors["b"].Values[0]);
    }

    [Fact]
    public void A_hold_of_which_a_part_is_gone_keeps_nothing()
    {
        Tensor kept = Tensor.Zeros([4]);
        Tensor gone = Tensor.Zeros([4]);
        gone.Dispose();
        var tensors = new StateDict { { "kept", kept }, { "gone", gone } };
        Assert.Throws<ObjectDisposedException>(tensors.Hold);
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.Values[0]);
    }

    /// <summary>Threads that hold see their numbers to the end, while another disposes and gives the block to the next tensor.</summary>
    [Fact]
    public void Holders_and_disposers_race_without_a_wrong_number()
    {
        const int Rounds = 2000;
        int wrong = 0;
        int seen = 0;
        var tensors = new StateDict { ["t"] = Tensor.From<float>([1], [1]) };
        using var start = new Barrier(3);
        void Read()
        {
            for (int round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                try
                {
                    using MemoryHold hold = tensors.Hold();
                    for (int i = 0; i < 20; i++)
                    {
                        wrong += tensors["t"].Values[0] == round + 1 ? 0 : 1;
                    }

                    Interlocked.Increment(ref seen);
                }
                catch (ObjectDisposedException)
                {
                    Thread.Yield();
                }

                start.SignalAndWait();
            }
        }

        Thread[] readers = [new(Read), new(Read)];
        Array.ForEach(readers, reader => reader.Start());
        for (int round = 0; round < Rounds; round++)
        {
            start.SignalAndWait();
            Thread.SpinWait(round % 200);
            tensors.Dispose();
            using (Tensor alias = Tensor.From<float>([-1], [1]))
            {
                start.SignalAndWait();
            }

            tensors["t"] = Tensor.From<float>([round + 2], [1]);
        }

        Array.ForEach(readers, reader => reader.Join());
        Assert.Equal(0, wrong);
        Assert.InRange(seen, 1, 2 * Rounds);
        tensors.Dispose();
    }

    [Fact]
    public void Nothing_is_written_of_disposed_tensors()
    {
        string folder = Directory.CreateTempSubdirectory("ghn-disposal-").FullName;
        try
        {
            var tensors = new StateDict { { "t", Tensor.Zeros([2]) } };
            tensors.Dispose();
            foreach (string extension in (string[])["safetensors", "pt", "joblib", "npz"])
            {
                Assert.Throws<ObjectDisposedException>(() => tensors.Save(Path.Combine(folder, $"t.{extension}")));
            }

            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_checkpoint_returns_the_tensors_beside_its_state_too()
    {
        string path = Path.GetTempFileName() + ".pt";
        try
        {
            using Tensor moment = Tensor.From<float>([5], [1]);
            var content = new Dictionary<string,
                object?>
            { ["optimizer"] = new Dictionary<string, object?> { ["moments"] = new List<object?> { moment } } };
            StateDictFile.Save(path, new StateDict { { "t", moment } }, content);
            Checkpoint checkpoint = StateDictFile.Load(path);
            var optimizer = (IReadOnlyDictionary<string, object?>)checkpoint.Content["optimizer"]!;
            var saved = (Tensor)((IReadOnlyList<object?>)optimizer["moments"]!)[0]!;
            Assert.Equal(5, saved.Values[0]);
            checkpoint.Dispose();
            Assert.Throws<ObjectDisposedException>(() => saved.Values[0]);
            Assert.Throws<ObjectDisposedException>(() => checkpoint.Tensors["t"].Values[0]);
        }
        finally
        {
            File.Delete(path);
            File.Delete(path[..^3]);
        }
    }

    [Fact]
    public void A_disposed_optimiser_makes_no_step()
    {
        using var parameters = new StateDict { { "p", Tensor.From<float>([1], [1]) } };
        using var gradients = new StateDict { { "p", Tensor.From<float>([1], [1]) } };
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd(parameters, new SgdOptions(0.1)), new Adam(parameters, new AdamOptions())])
        {
            optimizer.Dispose();
            Assert.Throws<ObjectDisposedException>(() => optimizer.Step(gradients));
        }

        Assert.Equal(1, parameters["p"].Values[0]);
    }
}
