using Ghn.Networks.DeepNets;
using Ghn.Networks.DeepNets.Files;

namespace Ghn.Cli.Tests;

/// <summary>A folder with a tiny data set, a few architectures and the trainings of a tiny GHN on them; gone after the test.</summary>
internal sealed class TrainingFolder : IDisposable
{
    private const int BytesPerImage = 1 + (3 * 32 * 32);
    private const int ImagesPerFile = 8;

    private readonly TemporaryFolder _folder = new();

    public TrainingFolder()
    {
        foreach (string file in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            System.IO.File.WriteAllBytes(_folder.File($"{file}.bin"), Images(new Random(file[^1])));
        }

        System.IO.File.WriteAllLines(_folder.File("batches.meta.txt"), Enumerable.Range(0, 10).Select(label => $"class {label}"));
        DeepNetsFile.Generate(File("archs.bin"), DeepNetsSplit.Train, seed: 1, count: 3);
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    /// <summary>The data set, as commands name it.</summary>
    public string Data => $"cifar10:{_folder.Path}";

    /// <summary>The path of a file or a run in the folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>The command that trains in a run.</summary>
    public string[] Command(string run, params string[] options) =>
    [
        "train", "--data", Data, "--archs", File("archs.bin"), "--run", File(run), "--batch", "4",
        "--hidden", "16", "--layers", "1", "--max-channels", "16", "--log-every", "1",
        .. options.Contains("--heads") ? [] : (string[])["--heads", "4"], .. options,
    ];

    /// <summary>The cells of a run's log, below its heading.</summary>
    public string[][] Log(string run) =>
        [.. System.IO.File.ReadLines(System.IO.Path.Combine(File(run), "log.csv")).Skip(1).Select(row => row.Split(','))];

    public void Dispose() => _folder.Dispose();

    private static byte[] Images(Random random)
    {
        byte[] bytes = new byte[ImagesPerFile * BytesPerImage];
        random.NextBytes(bytes);
        for (int image = 0; image < ImagesPerFile; image++)
        {
            bytes[image * BytesPerImage] = (byte)(image % 10);
        }

        return bytes;
    }
}
