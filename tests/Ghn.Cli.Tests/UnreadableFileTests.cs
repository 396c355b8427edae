using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;

namespace Ghn.Cli.Tests;

/// <summary>Pipes, sockets, devices and folders are refused by name wherever files are read, and never waited for.</summary>
public class UnreadableFileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [UnixTheory]
    [InlineData("x.pt", "inspect x.pt")]
    [InlineData("x.npz", "convert x.npz out.pt")]
    [InlineData("x.safetensors", "predict alexnet -o out.pt --ghn x.safetensors")]
    [InlineData("x.onnx", "graph x.onnx")]
    [InlineData("x.json", "graph x.json")]
    [InlineData("x.deepnets", "deepnets stats x.deepnets")]
    [InlineData("x.hdf5", "deepnets stats x.hdf5#test")]
    [InlineData("eval_meta.json", "deepnets stats eval.hdf5#test")]
    [InlineData("x.npy", "run alexnet --input x.npy")]
    [InlineData("x.joblib", "eval alexnet --data images:pictures --weights x.joblib")]
    [InlineData("pictures/cat/1.png", "eval resnet18 --image-size 32 --data images:pictures --ghn")]
    [InlineData("batches/test_batch.bin batches/batches.meta.txt", "eval resnet18 --data cifar10:batches --ghn")]
    [InlineData("x.tar.gz", "eval resnet18 --data cifar10:x.tar.gz --ghn")]
    [InlineData("x.run/networks.csv", "eval deepnets:test#0-1 --data cifar10:cifar --run x.run --ghn")]
    [InlineData("x.run/run.lock", "eval deepnets:test#0-1 --data cifar10:cifar --run x.run --ghn")]
    [InlineData("x.run/request.txt", "eval deepnets:test#0-1 --data cifar10:cifar --run x.run --ghn")]
    public void A_pipe_is_refused_at_once(string pipes, string command)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("x.run"));
        Directory.CreateDirectory(folder.File("batches"));
        Directory.CreateDirectory(folder.File("pictures/cat"));
        string golden = Path.GetFullPath(Path.Combine(GoldenGhns.PathOf("x"), "..", ".."));
        File.Copy(Path.Combine(golden, "images", "files", "rgb8.png"), folder.File("pictures/cat/2.png"));
        Directory.CreateSymbolicLink(folder.File("cifar"), Path.Combine(golden, "images", "cifar-10-batches-bin"));
        using (var packed = new GZipStream(
            File.OpenRead(Path.Combine(golden, "deepnets", "published", "eval.hdf5.gz")), CompressionMode.Decompress))
        using (FileStream unpacked = File.Create(folder.File("eval.hdf5")))
        {
            packed.CopyTo(unpacked);
        }

        foreach (string pipe in pipes.Split(' '))
        {
            Make(folder.File(pipe));
        }

        string[] words = [.. command.Split(' ').Select(word => Located(word, folder))];
        string[] arguments = words[^1] == "--ghn" ? [.. words, GoldenGhns.PathOf("ghn3_micro_c10.pt")] : words;
        var run = Task.Run(() => Tool.Run(arguments));

        Assert.True(run.Wait(Limit), $"'{command}' waits for the pipe.");
        Assert.Contains("this is a pipe, not a file", run.Result.Complaint(ExitCode.Failed), StringComparison.Ordinal);
    }

    [UnixFact]
    public void Sockets_and_devices_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));

        Assert.Contains("this is a socket", Tool.Run("inspect", path).Complaint(ExitCode.Failed), StringComparison.Ordinal);
        Assert.Contains("this is a device", Tool.Run("inspect", "/dev/zero").Complaint(ExitCode.Failed), StringComparison.Ordinal);
    }

    /// <summary>A word of a command, such that names of files lie in a folder.</summary>
    private static string Located(string word, TemporaryFolder folder)
    {
        int place = word.StartsWith("cifar10:", StringComparison.Ordinal) || word.StartsWith("images:", StringComparison.Ordinal)
            ? word.IndexOf(':', StringComparison.Ordinal) + 1
            : 0;
        bool isFile = place > 0 || (word[0] is 'x' or 'o' or 'e' && word.Contains('.', StringComparison.Ordinal));
        return isFile ? word[..place] + folder.File(word[place..]) : word;
    }

    private static void Make(string pipe)
    {
        using var process = Process.Start("mkfifo", pipe);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
